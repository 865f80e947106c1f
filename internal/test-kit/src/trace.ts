/** A list of what happened, in order: the events of some emitters and whatever a test adds. */
import type { EventEmitter } from 'node:events'

/** Arguments worth comparing: an error's code and message, a close event's flag, a chunk's size. */
function describeArguments(event: string, [first]: unknown[]): string {
  if (first instanceof Error) return `(${(first as { code?: string }).code ?? first.name} ${first.message})`
  if (event === 'close' && typeof first === 'boolean') return `(${first})`
  if (event === 'data' && first instanceof Uint8Array) return `(${first.length})`
  return ''
}

export class Trace {
  readonly entries: string[] = []

  /** Records `events` of `emitter` as `name.event`. */
  watch(name: string, emitter: EventEmitter, events: readonly string[]): void {
    for (const event of events) {
      emitter.on(event, (...args: unknown[]) => this.add(`${name}.${event}${describeArguments(event, args)}`))
    }
  }

  add(entry: string): void {
    this.entries.push(entry)
  }

  /** One line, entries joined with ` > `. */
  toString(): string {
    return this.entries.join(' > ')
  }
}
