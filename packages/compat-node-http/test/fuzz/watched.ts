/** Rules for the events of one object, and uncaught errors: what has to hold for every input. */
import type { EventEmitter } from 'node:events'
import { inspect } from 'node:util'

/** Message of the errors that the handlers of a target throw on purpose. */
export const THROWN_ON_PURPOSE = 'thrown on purpose'

/** Events that come once at most. */
const ONCE = new Set(['end', 'close', 'response', 'aborted', 'abort', 'upgrade', 'connect', 'error'])

/** Events that a call makes at any time, as in Node: `end()` of a closed response, for example. */
const BY_CALLS = new Set(['newListener', 'removeListener', 'unpipe', 'pipe', 'prefinish', 'finish'])

/** Notes each event that breaks a rule: one after `'close'`, or the second of its kind. Adds no listener. */
export function watchEvents(emitter: EventEmitter, name: string, problems: string[]): void {
  const seen = new Set<string>()
  const { emit } = emitter
  emitter.emit = function (this: EventEmitter, event: string | symbol, ...args: unknown[]): boolean {
    // The error of a call comes as often as the call, and after it, as in Node.
    const isOfCall = event === 'error' && nameOfError(args[0]).startsWith('ERR_STREAM_')
    if (typeof event === 'string' && event !== 'newListener' && event !== 'removeListener' && !isOfCall) {
      if (seen.has('close') && event !== 'close' && !BY_CALLS.has(event)) problems.push(`'${event}' of ${name} after its 'close'`)
      if (seen.has(event) && ONCE.has(event)) problems.push(`'${event}' of ${name} twice`)
      seen.add(event)
    }
    return emit.call(this, event, ...args)
  }
}

/** Runs `run`. Returns the errors that were not caught meanwhile, except those of {@link THROWN_ON_PURPOSE}. No other listener gets them. */
export async function uncaughtErrors(run: () => Promise<unknown>): Promise<string[]> {
  const errors: string[] = []
  const note = (error: unknown): void => {
    const { message } = (error ?? {}) as { message?: unknown }
    if (message !== THROWN_ON_PURPOSE && !CONVERSION.test(String(message))) errors.push(`uncaught: ${error instanceof Error ? error.stack : inspect(error)}`)
  }
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const listeners = events.map((event) => process.listeners(event as 'uncaughtException'))
  for (const event of events) process.removeAllListeners(event).on(event as 'uncaughtException', note)
  try {
    await run()
    // A rejection counts as unhandled at the end of a turn.
    await new Promise(setImmediate)
  } finally {
    events.forEach((event, i) => {
      process.removeAllListeners(event)
      for (const listener of listeners[i]!) process.on(event as 'uncaughtException', listener)
    })
  }
  return errors
}

/** Returns a feature or a problem for an error: its code, or its name and message if it has none. */
export function nameOfError(error: unknown): string {
  const { code, name, message } = (error ?? {}) as { code?: unknown; name?: string; message?: string }
  return typeof code === 'string' ? code : `${name}: ${message}`
}

/** Errors of the language for a value that cannot be a text or a number, and of a list in which a name or a pair is missing. They have no code in Node either. */
const CONVERSION = /^Cannot (convert|mix) |headers\[i\]\.toLowerCase|reading 'toLowerCase'|^Cannot destructure property '0'/

/** True for an error with a code, for one of a {@link CONVERSION}, and for one that is thrown on purpose. */
export function isExpectedError(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return typeof code === 'string' || message === THROWN_ON_PURPOSE || CONVERSION.test(String(message))
}
