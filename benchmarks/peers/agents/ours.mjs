/** Node's own request with our agent. */
import http from 'node:http'
import { Agent } from '@layered-http/agent'

export default { request: http.request, Agent }
