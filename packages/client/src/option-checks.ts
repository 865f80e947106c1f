/**
 * The checks of a request's options and of what is set on a request later, with Node's codes and messages.
 * What may live here: pure functions that take one value. Which option has which check is in options.ts.
 *
 * `hidden` is the first function that the stack of an error leaves out.
 */
import { isToken } from '@layered-http/headers'
import { checkValidationOptions, codedError, inspect, invalidArgType, invalidArgValue, MAX_TIMER_DELAY, validateBoolean, validateTimeout, type Hidden } from '@layered-http/shared'
import type { AgentLike } from './agent-like.js'

/** Anything but `!` to `~` and obs-text: white space and control characters would end the request line early. */
const INVALID_PATH_CHAR = /[^\x21-\xff]/

/** Characters of a value that a message shows. Source: Node's ERR_INVALID_ARG_VALUE. */
const MAX_SHOWN = 128

function shown(value: unknown): string {
  const text = inspect(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text
}

/** Returns the agent. Throws ERR_INVALID_ARG_TYPE for an object that is not one. */
export function checkAgent(agent: object, hidden: Hidden = checkAgent): AgentLike {
  if (typeof (agent as Partial<AgentLike>).addRequest === 'function') return agent as AgentLike
  throw invalidArgType('options.agent', ['Agent-like Object', 'undefined', 'false'], agent, hidden)
}

/** Returns the path as text. Throws ERR_UNESCAPED_CHARACTERS. */
export function checkPath(path: unknown, hidden: Hidden = checkPath): string {
  const text = `${path as string}`
  if (INVALID_PATH_CHAR.test(text)) throw codedError(TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters', hidden)
  return text
}

/** Returns the option `path` as it reads back: a number stays one. An object may stringify differently the next time, so its text is kept. */
export function pathOf(path: unknown, hidden: Hidden = pathOf): string {
  const text = checkPath(path, hidden)
  return typeof path === 'object' || typeof path === 'function' ? text : (path as string)
}

/** Returns the protocol if it is the one that the agent expects. Throws ERR_INVALID_PROTOCOL. */
export function checkProtocol(protocol: unknown, expected: string, hidden: Hidden = checkProtocol): string {
  if (protocol === expected) return expected
  const named = typeof protocol === 'string' ? protocol : inspect(protocol)
  throw codedError(TypeError, 'ERR_INVALID_PROTOCOL', `Protocol "${named}" not supported. Expected "${expected}"`, hidden)
}

/** Returns the name, undefined if it was left out. Throws ERR_INVALID_ARG_TYPE. */
export function checkHost(host: unknown, name: string, hidden: Hidden = checkHost): string | undefined {
  if (host === undefined || host === null) return undefined
  if (typeof host === 'string') return host
  throw invalidArgType(name, ['string', 'undefined', 'null'], host, hidden)
}

/** Returns milliseconds in the range of timers. As in Node, warns when the value was cut. Throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE. */
export function checkTimeout(value: unknown, name: string, hidden: Hidden = checkTimeout): number {
  const timeout = validateTimeout(value, name, hidden)
  if ((value as number) > MAX_TIMER_DELAY) {
    process.emitWarning(`${value as number} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${timeout}.`, 'TimeoutOverflowWarning')
  }
  return timeout
}

/** Throws ERR_INVALID_ARG_TYPE. */
export function checkSignal(signal: unknown, hidden: Hidden = checkSignal): void {
  if (!signal) return
  if (typeof signal !== 'object' || !('aborted' in signal)) throw invalidArgType('signal', ['AbortSignal'], signal, hidden)
}

/** Returns a method that can be sent. Throws ERR_INVALID_HTTP_TOKEN. */
export function checkToken(method: string, hidden: Hidden = checkToken): string {
  if (!isToken(method)) throw codedError(TypeError, 'ERR_INVALID_HTTP_TOKEN', `Method must be a valid HTTP token ["${method}"]`, hidden)
  return method
}

/** Methods that are used as they are: `toUpperCase` is a call into the engine. */
const USUAL_METHODS: ReadonlySet<unknown> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Returns the option `method` in upper case, GET by default. Throws ERR_INVALID_ARG_TYPE, ERR_INVALID_HTTP_TOKEN. */
export function checkMethod(method: unknown, hidden: Hidden = checkMethod): string {
  if (USUAL_METHODS.has(method)) return method as string
  if (method === undefined || method === null || method === '') return 'GET'
  if (typeof method !== 'string') throw invalidArgType('options.method', 'string', method, hidden)
  return checkToken(method, hidden).toUpperCase()
}

/** Throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE. The two options are checked together: only one of them may be given. */
export function checkValidation(_value: unknown, options: object, hidden: Hidden = checkValidation): void {
  checkValidationOptions(options, shown, hidden)
}

/** Throws ERR_INVALID_ARG_TYPE. */
export function checkJoinDuplicates(joinDuplicateHeaders: unknown, hidden: Hidden = checkJoinDuplicates): void {
  if (joinDuplicateHeaders !== undefined) validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders', hidden)
}

/** Throws ERR_INVALID_ARG_VALUE for a flat list of headers with a name that has no value. */
export function checkFlatHeaders(headers: readonly unknown[]): void {
  if (!Array.isArray(headers[0]) && headers.length % 2 !== 0) throw invalidArgValue('headers', headers, 'is invalid', shown(headers), checkFlatHeaders)
}
