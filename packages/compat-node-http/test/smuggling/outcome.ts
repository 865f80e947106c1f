/** What an implementation did with a case, as plain data; and its form in expected.json. */
import type { Message } from '../differential/outcome.js'

export interface Outcome {
  /** The requests that reached the handler, or the final response. */
  messages: Message[]
  /** The status codes that the server sent, or those of the interim responses that the client received. */
  statuses: number[]
  /** Of a client: the code of its error. */
  error: string | null
  /** Before the runner closes it. `free`: the client's agent keeps it for another request. */
  connection: 'open' | 'closed' | 'free'
}

/** An outcome with a line for each message. */
export interface Recorded {
  messages: string[]
  statuses: number[]
  error?: string
  connection: Outcome['connection']
}

export function recorded({ messages, statuses, error, connection }: Outcome): Recorded {
  return { messages: messages.map(describe), statuses, ...(error === null ? {} : { error }), connection }
}

/** Longer texts are cut, so that expected.json stays small. */
const LONGEST_TEXT = 120

function short(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…${text.length}`
}

function pairs(raw: string[]): string {
  const lines = []
  for (let i = 0; i < raw.length; i += 2) lines.push(`${raw[i]}: ${raw[i + 1]}`)
  return short(lines.join(' | '))
}

function describe({ start, version, rawHeaders, body, rawTrailers, end }: Message): string {
  const trailers = rawTrailers.length > 0 ? ` trailers [${pairs(rawTrailers)}]` : ''
  return `${short(start)} HTTP/${version} [${pairs(rawHeaders)}] ${JSON.stringify(short(body))}${trailers}${end === 'complete' ? '' : ` ${end}`}`
}

/** Returns the status codes of the responses in `text`. The runner's own bodies contain no status line. */
export function statusesIn(text: string): number[] {
  return [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
}
