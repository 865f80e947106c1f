/** Events as rows of words: a title, a line about the bytes, and names with values. */
import type { Framing } from '@layered-http/parser'
import type { AnyEvent, Step } from './trace.js'

export interface Row {
  type: AnyEvent['type']
  title: string
  /** Positions of the bytes. */
  start: number
  end: number
  details: [name: string, value: string][]
  /** Fields of a head or of trailers. */
  fields: [name: string, value: string][]
}

/** Returns the row of an event. */
export function rowOf(event: AnyEvent): Row {
  const { type, start, end } = event
  const row: Row = { type, title: type, start, end, details: [], fields: [] }
  switch (event.type) {
    case 'head':
      row.title = 'method' in event ? `${event.method} ${event.url} HTTP/${event.version}` : `HTTP/${event.version} ${event.statusCode} ${event.reason}`
      row.details = [['body', framingText(event.framing)], ['connection', event.keepAlive ? 'is kept' : 'closes after this message']]
      if (event.upgrade) row.details.push(['protocol', 'another one may follow'])
      if ('interim' in event && event.interim) row.details.push(['interim', 'another response follows'])
      row.fields = event.headers
      break
    case 'chunk':
      row.title = event.size === 0 ? 'last chunk' : `chunk of ${bytesText(event.size)}`
      if (event.extensions !== '') row.details = [['extensions', event.extensions]]
      break
    case 'body':
      row.title = `body, ${bytesText(event.data.length)}`
      break
    case 'trailers':
      row.fields = event.headers
      break
    case 'complete':
      row.details = [['connection', event.keepAlive ? 'is kept' : 'closes']]
      break
    case 'upgrade':
      row.title = `upgrade, ${bytesText(event.rest.length)} that are not HTTP`
  }
  return row
}

/** Returns how the end of a body is found, as words. */
export function framingText(framing: Framing): string {
  switch (framing.kind) {
    case 'none':
      return 'none'
    case 'length':
      return `length, ${bytesText(framing.length)}`
    case 'chunked':
      return 'chunked'
    case 'close':
      return 'until the connection closes'
    case 'tunnel':
      return 'none, the connection becomes a tunnel'
  }
}

/** Returns the heading of a step. */
export function headingOf({ input, size }: Step, isCut: boolean): string {
  if (input === 'end') return 'After the end of input'
  return input === 'rest' ? `After the rest, ${bytesText(size)}` : isCut ? `After the first chunk, ${bytesText(size)}` : `After ${bytesText(size)}`
}

const STATES: Readonly<Record<Step['state'], string>> = {
  between: 'All messages are complete.',
  inside: 'The message is not complete: the parser waits for more.',
  upgraded: 'The rest of the connection is another protocol.',
  failed: 'An error: nothing more is read.',
}

/** Returns a sentence about where the parser is after a step. */
export function stateText({ state }: Step): string {
  return STATES[state]
}

/** Returns the positions as words. */
export function spanText(start: number, end: number): string {
  return start === end ? `no bytes, at ${start}` : end - start === 1 ? `byte ${start}` : `bytes ${start} to ${end - 1}`
}

export function bytesText(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}
