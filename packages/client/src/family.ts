/**
 * A family of classes: a ClientRequest, the message classes that it is built on, and the global agent of its requests. Every family has prototypes of its
 * own, so that one can be changed without another.
 * What may live here: what a family consists of, and how a request finds its family.
 */
import type { Agent, AgentConstructor } from '@layered-http/agent'
import type { HttpsAgentConstructor } from '@layered-http/agent/https'
import type { IncomingMessageConstructor, OutgoingMessageConstructor } from '@layered-http/streams'

/** Defaults of all requests of a family. */
export interface ClientDefaults {
  /** Bytes of a response's head; 16384 if left out. */
  readonly maxHeaderSize?: number
  /** `insecureHTTPParser` of requests that have neither this option nor `httpValidation`; false if left out. */
  readonly insecureHTTPParser?: boolean
}

/** What a redirection from `http:` to `https:` needs. */
export interface SecureAgents {
  /** Returns the agent of https requests without one of their own. */
  getGlobalAgent(): Agent
  /** An agent of exactly this class can be replaced by an HttpsAgent with its options. */
  readonly Agent: AgentConstructor
  readonly HttpsAgent: HttpsAgentConstructor
}

/** What a ClientRequest is made of. */
export interface ClientFamily {
  /** The class that requests inherit from. */
  readonly OutgoingMessage: OutgoingMessageConstructor
  /** The class of responses. */
  readonly IncomingMessage: IncomingMessageConstructor
  /** Returns the agent of requests without one of their own. */
  getGlobalAgent(): Agent
  /** Left out: a redirection from `http:` to `https:` is an error. */
  readonly secure?: SecureAgents
  readonly defaults?: ClientDefaults
  /** True: as in Node, `request(5)` is a request to localhost. Otherwise it is an error. */
  readonly acceptsAnyInput?: boolean
}

const kFamily = Symbol('family')

interface Member {
  [kFamily]?: ClientFamily
}

/** Makes `family` that of all requests that inherit from `prototype`. */
export function setFamily(prototype: object, family: ClientFamily): void {
  Object.defineProperty(prototype, kFamily, { value: family, writable: true, configurable: true })
}

/** The family of a request. */
export function familyOf(request: object): ClientFamily {
  return (request as Member)[kFamily]!
}
