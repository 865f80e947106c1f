/** Watch: counts the events of a message, and reports those that come after `'close'`. It adds no listener, since listeners change what a message does. */
import type { EventEmitter } from 'node:events'
import type { Run } from './run.js'

/** Events that calls of the program cause at any time, as in Node: `end()` emits `'prefinish'`, and three methods emit their name. */
const OF_CALLS = new Set<string | symbol>(['prefinish', 'abort', 'pause', 'resume', 'newListener', 'removeListener'])

export class Watch {
  private readonly counts = new Map<string | symbol, number>()

  constructor(
    private readonly run: Run,
    readonly name: string,
    readonly message: EventEmitter,
  ) {
    const { emit } = message
    message.emit = (event: string | symbol, ...args: unknown[]) => {
      this.note(event)
      return emit.call(message, event as string, ...args)
    }
  }

  count(...events: string[]): number {
    return events.reduce((sum, event) => sum + (this.counts.get(event) ?? 0), 0)
  }

  get isClosed(): boolean {
    return this.count('close') > 0
  }

  /** The events so far, for a report. */
  get summary(): string {
    return [...this.counts].map(([event, count]) => `${String(event)}${count > 1 ? ` ${count}` : ''}`).join(', ') || 'nothing'
  }

  private mayFollowClose(event: string | symbol): boolean {
    // As in Node, the timeout of a socket is passed on to a response as long as its request is being written.
    return OF_CALLS.has(event) || (event === 'timeout' && this.name.endsWith('client res'))
  }

  private note(event: string | symbol): void {
    this.run.network.note(`${this.name} ${String(event)}`)
    if (this.isClosed && !this.mayFollowClose(event)) this.run.fail('after close', `${this.name}: '${String(event)}' after 'close' (${this.summary})`)
    this.counts.set(event, (this.counts.get(event) ?? 0) + 1)
    if (event === 'close') this.run.closedMessages.add(this.message)
  }
}
