/** A random program as plain data. Every field may be absent, so that a program can be made simpler by removing fields. */

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
  /** True if a callback is passed. */
  callback?: boolean
  error?: boolean
  event?: string
  ms?: number
}

/** A reply of a server that is a plain net.Server. */
export interface RawReply {
  version?: string
  status?: number
  headers?: [string, string][]
  body?: number
  framing?: 'length' | 'chunked' | 'close' | 'none'
  /** An interim response before it. */
  interim?: number
  /** Bytes after the response. */
  surplus?: string
  /** Positions at which the bytes are cut. If `late`, the surplus is a separate piece. */
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
  /** Events without a listener. */
  unheard?: ('error' | 'response')[]
  /** The client's statements: after the request was made, and in 'response'. */
  steps?: Step[]
  onResponse?: Step[]
  /** The event that ends the client's part. */
  until?: 'close' | 'response end' | 'nothing'
  /** The server's statements. */
  handler?: Step[]
  handlerWatch?: { req?: string[]; res?: string[] }
  reply?: RawReply
}

/** An exchange that changes the connection to another protocol. */
export interface Tunnel {
  by?: 'upgrade' | 'CONNECT'
  /** The server accepts it, has no listener, refuses it with a response, or destroys the socket. */
  server?: 'takes' | 'none' | 'refuses' | 'destroys'
  client?: 'takes' | 'none'
  /** Bytes of the request's body; sent with it or later. */
  body?: number
  head?: boolean
  /** True if a second request goes over the socket. */
  again?: boolean
  ends?: 'client' | 'server' | 'both'
}

export interface Program {
  peers?: 'both' | 'raw client' | 'raw server' | 'plain' | 'bare' | 'tunnel'
  /** Connections in memory, if given; otherwise over TCP. */
  pair?: { done?: string; highWaterMark?: number; plain?: boolean }
  server?: Record<string, unknown>
  /** Classes and listeners of the server. */
  serverClasses?: 'class' | 'inherits'
  listens?: ('checkContinue' | 'checkExpectation' | 'clientError' | 'timeout' | 'dropRequest')[]
  expectation?: 'continue' | 'reply' | 'plain'
  /** Prototype methods that are wrapped. */
  patched?: string[]
  agent?: Record<string, unknown> | 'none' | 'global'
  /** True if the requests are made at the same time, false if one after another. */
  together?: boolean
  /** Positions at which the bytes of a raw client are cut. */
  cuts?: number[]
  rawEnds?: boolean
  plain?: { done?: string; writable?: boolean; highWaterMark?: number; header?: boolean; version?: number; emits?: boolean }
  bare?: { class: string; made: string; steps: Step[] }
  tunnel?: Tunnel
  exchanges?: Exchange[]
}
