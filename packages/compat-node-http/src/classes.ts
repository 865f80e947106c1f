/**
 * The classes of this package: a family of their own. What Node's classes have and the layers below do not is added to the prototypes of these, so a
 * program that uses a layer directly does not see it.
 *
 * What may live here: one call of each factory.
 */
import { defineAgent, defineHttpsAgent, type Agent as AgentType, type AgentOptions, type HttpsAgent as HttpsAgentType, type HttpsAgentOptions } from '@layered-http/agent/port'
import { defineClientRequest, defineGlobalAgent, defineRequest, type ClientRequest as ClientRequestType } from '@layered-http/client/port'
import { defineServer, defineServerResponse, type Server as ServerType, type ServerResponse as ServerResponseType } from '@layered-http/server/port'
import type { IncomingMessage as IncomingMessageType, OutgoingMessage as OutgoingMessageType } from '@layered-http/streams'
import { defineIncomingMessage, defineOutgoingMessage } from '@layered-http/streams/port'
import { processDefaults } from './process-defaults.js'

export type IncomingMessage = IncomingMessageType
export type OutgoingMessage = OutgoingMessageType
export type ServerResponse = ServerResponseType
export type Server = ServerType
export type ClientRequest = ClientRequestType
export type Agent = AgentType
export type HttpsAgent = HttpsAgentType

export const IncomingMessage = defineIncomingMessage()
export const OutgoingMessage = defineOutgoingMessage()

export const ServerResponse = defineServerResponse(OutgoingMessage)
export const { Server, createServer, connectionListener, setOptions } = defineServer({ IncomingMessage, ServerResponse, defaults: processDefaults })

export const Agent = defineAgent({ ignoresOtherProxies: true })
export const HttpsAgent = defineHttpsAgent(Agent)
/** The agent of http requests that name none. */
export const httpAgent = defineGlobalAgent<Agent, AgentOptions>(Agent)
/** The agent of https requests that name none. */
export const httpsAgent = defineGlobalAgent<HttpsAgent, HttpsAgentOptions>(HttpsAgent)

export const ClientRequest = defineClientRequest({
  OutgoingMessage,
  IncomingMessage,
  getGlobalAgent: httpAgent.getGlobalAgent,
  secure: { getGlobalAgent: httpsAgent.getGlobalAgent, Agent, HttpsAgent },
  defaults: processDefaults,
  acceptsAnyInput: true,
})
export const { request, get } = defineRequest(ClientRequest)
