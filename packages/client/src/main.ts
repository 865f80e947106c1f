/**
 * The family of classes behind the main entries, for http and https.
 * What may live here: one call of each factory.
 */
import { Agent, type AgentOptions } from '@layered-http/agent'
import { HttpsAgent, type HttpsAgentOptions } from '@layered-http/agent/https'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import type { ClientRequest as ClientRequestType } from './client-request-type.js'
import { defineClientRequest } from './client-request.js'
import { defineGlobalAgent } from './global-agent.js'
import { defineRequest, defineSecureRequest } from './request.js'

export const http = defineGlobalAgent<Agent, AgentOptions>(Agent)
export const https = defineGlobalAgent<HttpsAgent, HttpsAgentOptions>(HttpsAgent)

export type ClientRequest = ClientRequestType
export const ClientRequest = defineClientRequest({
  OutgoingMessage,
  IncomingMessage,
  getGlobalAgent: http.getGlobalAgent,
  secure: { getGlobalAgent: https.getGlobalAgent, Agent, HttpsAgent },
})

export const requests = defineRequest(ClientRequest)
export const secureRequests = defineSecureRequest(ClientRequest, https.getGlobalAgent)
