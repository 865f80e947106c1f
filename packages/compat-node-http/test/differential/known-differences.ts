/**
 * Every way in which our server or client may differ from node:http, with its reason and an example.
 *
 * An entry whose example no longer differs, or differs for another reason, fails the test: then remove the entry. Bugs of ours
 * that will be fixed are marked as pending. The long run lists the entries that did not occur.
 */
import type { Message, Outcome } from './outcome.js'
import type { RequestSample, ResponseSample, Sample } from './sample.js'

export interface KnownDifference {
  id: string
  why: string
  /** True if `ours` and `theirs` differ for this reason. */
  applies(sample: Sample, ours: Outcome, theirs: Outcome): boolean
  /** A sample that differs on every Node that `on` accepts; null if Node itself varies from run to run. */
  example: Sample | null
  /** A bug of ours that will be fixed. Its entry may stay for a while after that. */
  pending?: true
  /** True if the example differs with this version of Node's llhttp. By default it always differs. */
  on?: (llhttp: number) => boolean
}

/** llhttp of the running Node as a number: 9.4.3 is 90403. */
export const NODE_LLHTTP = process.versions.llhttp!.split('.').reduce((number, part) => number * 100 + Number(part), 0)

const request = (wire: string, how: Partial<RequestSample> = {}): Sample => ({ side: 'server', pieces: [wire], listensForErrors: false, takesUpgrades: false, answersAtOnce: false, ends: false, ...how })
const response = (wire: string, how: Partial<ResponseSample> = {}): Sample => ({ side: 'client', pieces: [wire], method: 'GET', takesUpgrades: false, ends: false, ...how })

/** The bytes of a sample as one string. */
const wireOf = ({ pieces }: Sample): string => pieces.join('')
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const withoutRepeatedClose = (events: string[]): string[] => events.filter((event, i) => event !== 'close' || events.indexOf('close') === i)
/** Returns an outcome without the ends of its messages. A given `body` replaces their bodies, and removes their trailers. */
const withoutEnds = (outcome: Outcome, body?: string): Outcome => ({
  ...outcome,
  messages: outcome.messages.map((message) => ({ ...message, end: 'open', body: body ?? message.body, rawTrailers: body === undefined ? message.rawTrailers : [] }) satisfies Message),
})
/** Returns the written responses, without the 4xx for a bad request and without the text of the 'clientError' listener. */
const answersIn = ({ written }: Outcome): string[] =>
  written
    .replace(/HTTP\/1.1 4\d\d [^]*$|closed by the listener$/, '')
    .split(/(?=HTTP\/1.1 )/)
    .filter((answer) => answer !== '')
const withoutLateWrites = ({ events }: Outcome): string[] => events.filter((event) => !event.includes('ERR_STREAM_WRITE_AFTER_END'))
const hasEvent = ({ events }: Outcome, name: string): boolean => events.some((event) => event.startsWith(name))
const hasError = ({ events }: Outcome, text = 'HPE_'): boolean => events.some((event) => event.includes(text))

export const KNOWN_DIFFERENCES: KnownDifference[] = [
  // On purpose

  {
    id: 'surplus on an idle connection',
    why: 'ours closes an idle connection when bytes arrive on it; Node reads them only when the next request gets the connection',
    applies: (sample, ours, theirs) => sample.side === 'client' && sample.pieces.length > 1 && ours.connection === 'closed first' && same({ ...theirs, connection: ours.connection }, ours),
    example: response('', { pieces: ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', 'HTTP/1.1 '] }),
  },
  {
    id: 'declined upgrade',
    why: 'after a request whose upgrade has no listener, ours reads on; Node drops the rest of the chunk',
    applies: (sample, ours, theirs) => sample.side === 'server' && !sample.takesUpgrades && /upgrade/i.test(wireOf(sample)) && (ours.messages.length > theirs.messages.length || hasError(ours)) && !hasError(theirs),
    example: request('GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nGET /2 HTTP/1.1\r\n\r\n'),
  },
  {
    id: 'error after an offered upgrade',
    why: 'after a request that offers an upgrade, Node takes an error in its body for bytes of the other protocol; ours reports the error',
    applies: (sample, ours, theirs) => sample.side === 'server' && sample.takesUpgrades && hasError(ours) && hasEvent(theirs, 'upgrade'),
    example: request('GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\nTransfer-Encoding: chunked\r\n\r\nraw', { takesUpgrades: true }),
  },
  {
    id: 'close emitted twice',
    why: 'for an error after a complete response, Node emits close on the request twice; ours emits it once',
    applies: (sample, ours, theirs) => sample.side === 'client' && theirs.events.length > ours.events.length && same({ ...theirs, events: withoutRepeatedClose(theirs.events), connection: '' }, { ...ours, connection: '' }),
    example: response('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\njunk'),
  },
  {
    id: 'interim response to CONNECT',
    why: 'Node takes it for the final response; ours waits for the final one (RFC 9110 section 15.2)',
    applies: (sample, _, theirs) => sample.side === 'client' && sample.method === 'CONNECT' && /^\s*HTTP\/\d.\d 1\d\d/.test(wireOf(sample)) && hasEvent(theirs, 'connect') === sample.takesUpgrades,
    example: response('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', { method: 'CONNECT', takesUpgrades: true }),
  },
  {
    id: '101 that upgrades nothing',
    why: 'both take it for a response; Node drops the rest of the chunk, ours reads on',
    applies: (sample, _, theirs) =>
      sample.side === 'client' && (theirs.messages.some(({ start }) => start.startsWith('101 ')) || /[^]HTTP\/\d.\d 101/.test(wireOf(sample))) && !hasEvent(theirs, 'upgrade') && !hasEvent(theirs, 'connect'),
    example: response('HTTP/1.1 101 S\r\n\r\njunk'),
  },
  {
    id: 'LF after the target',
    why: 'ours refuses LF alone after the target; llhttp reads the request as HTTP/0.9',
    applies: (_, ours) => hasError(ours, 'HPE_CR_EXPECTED | Missing expected CR after request line'),
    example: request('GET /\n\r\n'),
  },

  {
    id: 'responses before an error',
    why: 'before an error in the same chunk, a handler responds to pipelined requests: ours sends all responses; Node keeps all but the first in its queue and drops them, and the 400 with them',
    applies: (sample, ours, theirs) => {
      const [more, less] = [answersIn(ours), answersIn(theirs)]
      return (
        sample.side === 'server' &&
        hasError(ours) &&
        less.length <= more.length &&
        same(less, more.slice(0, less.length)) &&
        same(withoutEnds({ ...ours, events: withoutLateWrites(ours), written: '' }, ''), withoutEnds({ ...theirs, written: '' }, ''))
      )
    },
    example: request('GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\njunk', { answersAtOnce: true }),
  },

  // Of llhttp

  {
    id: 'CR CR after a status line',
    why: 'ours refuses it, as llhttp does from 9.4.2 on; if a header follows, ours reports another position',
    applies: (sample, ours) => sample.side === 'client' && /HTTP\/\d.\d \d{3}[^\r\n]*\r\r/.test(wireOf(sample)) && hasError(ours),
    example: response('HTTP/1.1 200\r\r\nA: b\r\n\r\n'),
    on: (llhttp) => llhttp >= 90402,
  },
  {
    id: 'empty Transfer-Encoding',
    why: 'ours refuses it, as llhttp does from 9.4.3 on, but when the head is complete and not at once: another error in the head may come first',
    applies: (_, ours, theirs) => hasError(ours, 'Empty Transfer-Encoding') || (hasError(ours) && hasError(theirs, 'Empty Transfer-Encoding')),
    example: request('POST / HTTP/1.1\r\nTransfer-Encoding:\r\nbad\r\n\r\n'),
    on: (llhttp) => llhttp >= 90403,
  },
  {
    id: 'HTAB after Content-Length',
    why: 'llhttp 9.4 accepts HTAB after a Content-Length; ours refuses it',
    applies: (sample, ours) => /content-length:[ \t]*\d+[ \t]*\t/i.test(wireOf(sample)) && hasError(ours, 'HPE_INVALID_CONTENT_LENGTH | Invalid character in Content-Length'),
    example: request('POST / HTTP/1.1\r\nContent-Length: 3\t\r\n\r\nabc'),
    on: (llhttp) => llhttp >= 90400,
  },
  {
    id: 'HTAB after a connection option',
    why: 'ours reads HTAB after an option as white space, as llhttp does from 9.4.2 on',
    applies: (sample) => /connection:.*(close|keep-alive|upgrade)[ \t]*\t/i.test(wireOf(sample)),
    example: response('HTTP/1.0 200 OK\r\nConnection: keep-alive\t\r\nContent-Length: 0\r\n\r\n'),
    on: (llhttp) => llhttp < 90402,
  },
  {
    id: 'chunked and HTAB',
    why: 'ours refuses a head whose Transfer-Encoding ends with chunked and HTAB; llhttp delivers the chunks of a response as its body, and refuses a request after its head',
    applies: (sample, ours) => /transfer-encoding:.*chunked[ \t]*\t/i.test(wireOf(sample)) && hasError(ours, 'Invalid `Transfer-Encoding` header value'),
    example: response('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n'),
  },
  {
    id: 'unsteady quoted extension',
    why: "some of Node's own builds refuse a quoted chunk extension, or refuse an earlier character of it",
    applies: (sample, _, theirs) => /;[^\r\n]*="/.test(wireOf(sample)) && hasError(theirs, 'Invalid character in chunk extensions quoted value'),
    example: null,
  },
]
