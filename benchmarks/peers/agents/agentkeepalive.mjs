/** Node's own request with the agent of agentkeepalive. */
import http from 'node:http'
import Agent from 'agentkeepalive'

export default { request: http.request, Agent }
