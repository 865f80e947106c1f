/**
 * The deadlines of an exchange: which there are, and the error of a request that reaches one.
 * What may live here: types, the texts, and the error. When each deadline runs is in watch/.
 */
import type { ExchangeTimeouts } from '@layered-http/agent'

/** A part of an exchange that can have a deadline. */
export type TimeoutPhase = keyof ExchangeTimeouts

/** What a request had not done in time. */
const MISSED: { readonly [Phase in TimeoutPhase]: (ms: number) => string } = {
  queue: (ms) => `its agent had no place for it within ${ms} ms`,
  lookup: (ms) => `the name was not resolved within ${ms} ms`,
  connect: (ms) => `there was no connection within ${ms} ms`,
  secureConnect: (ms) => `the TLS handshake was not over within ${ms} ms`,
  send: (ms) => `it was not sent within ${ms} ms`,
  headers: (ms) => `no response came within ${ms} ms after it was sent`,
  body: (ms) => `the response was not complete within ${ms} ms after its head`,
  idle: (ms) => `no byte was sent or received for ${ms} ms`,
  total: (ms) => `it was not over within ${ms} ms`,
}

/** The facts about a request that reaches a deadline. */
export interface TimeoutFacts {
  /** The deadline. */
  phase: TimeoutPhase
  /** The option, milliseconds. */
  timeout: number
  /** Milliseconds since that part began. */
  elapsed: number
  /** The exchange of the request, from 1. */
  attempt: number
  /** True if the socket had served another request before. */
  reusedSocket: boolean
  /** Bytes received in this exchange. */
  bytesRead: number
  /** Bytes that the socket has counted as written in this exchange. */
  bytesWritten: number
}

/** A request reached a deadline of its `layered.timeouts`, and was destroyed. `code` is ERR_HTTP_TIMEOUT. */
export class RequestTimeoutError extends Error implements TimeoutFacts {
  readonly code = 'ERR_HTTP_TIMEOUT'
  readonly phase: TimeoutPhase
  readonly timeout: number
  readonly elapsed: number
  readonly attempt: number
  readonly reusedSocket: boolean
  readonly bytesRead: number
  readonly bytesWritten: number

  /** The message names method and host. The path may contain what is not for a log. */
  constructor({ method, host }: { readonly method: string; readonly host: string }, { phase, timeout, elapsed, attempt, reusedSocket, bytesRead, bytesWritten }: TimeoutFacts) {
    super(`${method} ${host} reached its timeout '${phase}': ${MISSED[phase](timeout)}`)
    this.phase = phase
    this.timeout = timeout
    this.elapsed = elapsed
    this.attempt = attempt
    this.reusedSocket = reusedSocket
    this.bytesRead = bytesRead
    this.bytesWritten = bytesWritten
  }
}
Object.defineProperty(RequestTimeoutError.prototype, 'name', { value: 'RequestTimeoutError', writable: true, configurable: true })

/** The deadlines that are on, each in milliseconds. */
export type Limits = ReadonlyMap<TimeoutPhase, number>

/**
 * Returns the deadlines of a request: its own, and those of its agent for the others. Null if none is on.
 *
 * @param shared - of the agent, which may be one of another library: a value that is not a number is off
 */
export function limitsOf(own: ExchangeTimeouts | undefined, shared: unknown): Limits | null {
  const limits = new Map<TimeoutPhase, number>()
  const all = { ...(typeof shared === 'object' ? shared : undefined), ...own }
  for (const phase of Object.keys(MISSED) as TimeoutPhase[]) {
    const limit = all[phase] as unknown
    if (typeof limit === 'number' && limit > 0) limits.set(phase, limit)
  }
  return limits.size === 0 ? null : limits
}
