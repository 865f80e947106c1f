/** A random program as plain data. Every field may be absent, so that a program can be made simpler by leaving things out. */

export type Kind = 'ascii' | 'utf8' | 'latin1' | 'base64' | 'hex' | 'ucs2' | 'buffer' | 'bytes'

/** `size` letters or bytes, written as `kind`. */
export interface Data {
  kind?: Kind
  size: number
}

export type Target = 'out' | 'in' | 'socket'

/** One statement of a handler or of a client: `out` is what it writes (res or req), `in` what it reads. */
export interface Step {
  do:
    | 'write' | 'end' | 'pump' | 'read' | 'wait' | 'header' | 'append' | 'unset' | 'head' | 'flush' | 'cork' | 'uncork' | 'destroy' | 'abort' | 'endSocket'
    | 'throw' | 'throwIn' | 'interim' | 'trailers' | 'timeout' | 'wrap' | 'finished' | 'get' | 'assign' | 'pause' | 'resume' | 'unpipe' | 'server' | 'agent'
  what?: Target
  data?: Data
  /** Chunks of a pump. */
  chunks?: Data[]
  how?: string
  name?: string
  value?: string | number | string[]
  status?: number
  headers?: [string, string | string[]][]
  /** Whether a callback is given. */
  callback?: boolean
  error?: boolean
  event?: string
  ms?: number
}

/** A reply of a server that is no http.Server. */
export interface RawReply {
  version?: string
  status?: number
  headers?: [string, string][]
  body?: number
  framing?: 'length' | 'chunked' | 'close' | 'none'
  /** An interim response before it. */
  interim?: number
  /** Bytes behind the response. */
  surplus?: string
  /** Places at which the bytes are cut; what is behind the body is a piece of its own if `late`. */
  cuts?: number[]
  late?: boolean
  then?: 'end' | 'destroy'
}

export interface Exchange {
  method?: string
  headers?: [string, string][]
  /** Options of http.request by name. */
  options?: Record<string, unknown>
  /** HTTP version of a raw client's request. */
  version?: string
  /** Bytes of the body of a raw client's request. */
  body?: number
  chunked?: boolean
  surplus?: string
  watch?: { req?: string[]; res?: string[] }
  /** No 'error' listener, no 'response' listener. */
  unheard?: ('error' | 'response')[]
  /** The client's statements: after the request was made, and in 'response'. */
  steps?: Step[]
  onResponse?: Step[]
  /** What ends the client's part. */
  until?: 'close' | 'response end' | 'nothing'
  /** The server's statements. */
  handler?: Step[]
  handlerWatch?: { req?: string[]; res?: string[] }
  reply?: RawReply
}

/** An exchange that leaves HTTP. */
export interface Tunnel {
  by?: 'upgrade' | 'CONNECT'
  /** What the server does: takes it, ignores it (no listener), or refuses it by a response. */
  server?: 'takes' | 'none' | 'refuses' | 'destroys'
  client?: 'takes' | 'none'
  /** Bytes of the request's body; sent with it or later. */
  body?: number
  head?: boolean
  /** A second request goes over the socket. */
  again?: boolean
  ends?: 'client' | 'server' | 'both'
}

export interface Program {
  peers?: 'both' | 'raw client' | 'raw server' | 'plain' | 'bare' | 'tunnel'
  /** In memory, if given; else over TCP. */
  pair?: { done?: string; highWaterMark?: number; plain?: boolean }
  server?: Record<string, unknown>
  /** Classes and listeners of the server. */
  serverClasses?: 'class' | 'inherits'
  listens?: ('checkContinue' | 'checkExpectation' | 'clientError' | 'timeout' | 'dropRequest')[]
  expectation?: 'continue' | 'reply' | 'plain'
  /** Prototype methods that are wrapped. */
  patched?: string[]
  agent?: Record<string, unknown> | 'none' | 'global'
  /** Requests at the same time, or one after another. */
  together?: boolean
  /** Pieces of a raw client: the requests in one, or cut at these places. */
  cuts?: number[]
  rawEnds?: boolean
  plain?: { done?: string; writable?: boolean; highWaterMark?: number; header?: boolean; version?: number; emits?: boolean }
  bare?: { class: string; made: string; steps: Step[] }
  tunnel?: Tunnel
  exchanges?: Exchange[]
}
