/**
 * Differential reading: Node's own parser and ours read the same bytes. They may differ only for known reasons.
 *
 * The reference is the llhttp of the running Node. Ours is a fixed version with guards, so some differences exist only on
 * older Nodes. Each known difference says which side is stricter.
 */
import { mutatedMessage, randomNumbers, type Random } from '@layered-http/test-kit'
import { MessageType, methodName, Lenient } from '../src/tape.js'
import { readNatively, NATIVE_LLHTTP } from './native.js'
import { bytesOf, readPieces, type WireEvent } from './read.js'

const METHODS = Array.from({ length: 47 }, (_, code) => methodName(code))

/** The bytes to read, and the setup of the parser. */
export interface Sample {
  type: MessageType
  wire: string
  lenient?: number
  headVerdict?: number
  finish?: boolean
}

/** True if the running Node has at least this llhttp. */
function nativeIsAtLeast(version: string): boolean {
  const wanted = version.split('.').map(Number)
  for (let i = 0; i < 3; i++) if (NATIVE_LLHTTP[i] !== wanted[i]) return NATIVE_LLHTTP[i]! > wanted[i]!
  return true
}

/** An accepted difference. */
interface KnownDifference {
  why: string
  applies(sample: Sample, ours: Outcome, theirs: Outcome): boolean
}

interface Outcome {
  events: WireEvent[]
  error: string | null
}

const fails = (outcome: Outcome, error: string): boolean => outcome.error === error

/** An error that Node's own builds sometimes report without cause, and the number of repetitions. */
const UNSTEADY = 'HPE_STRICT Invalid character in chunk extensions quoted value'
const READ_AGAIN = 5

export const KNOWN_DIFFERENCES: KnownDifference[] = [
  {
    why: 'we refuse CR CR at the end of a status line, as llhttp does from 9.4.2 on',
    applies: (_, ours) => !nativeIsAtLeast('9.4.2') && fails(ours, 'HPE_STRICT Expected LF after CR'),
  },
  {
    why: 'told that LF after CR is optional, llhttp before 9.4.2 swallows a second CR at the end of a status line; we leave it at that',
    applies: (sample) => nativeIsAtLeast('9.4.2') && (sample.lenient! & Lenient.OPTIONAL_LF_AFTER_CR) !== 0 && /HTTP\/\d\.\d \d{3}[^\r\n]*\r\r/.test(sample.wire),
  },
  {
    why: 'where a status line has neither reason nor fields, we refuse a chunk in which anything looks like a status line ended with CR CR',
    applies: (sample, ours) => /HTTP\/\d\.\d \d{3} ?\r\r/.test(sample.wire) && fails(ours, 'HPE_STRICT Expected LF after CR'),
  },
  {
    why: "Node's own builds, 20 to 26, now and then refuse a quoted chunk extension, or an earlier character of it than others",
    applies: (sample, _, theirs) => /;[^\r\n]*="/.test(sample.wire) && fails(theirs, UNSTEADY),
  },
  {
    why: 'both refuse CR CR at the end of a status line, at different places',
    applies: (_, ours, theirs) => fails(theirs, 'HPE_STRICT Expected LF after CR') && ours.error !== null,
  },
  {
    why: 'Node takes an error in the body of a request that offers an upgrade for the start of the other protocol; we say that it is an error',
    applies: (sample, ours, theirs) => sample.type === MessageType.REQUEST && ours.error !== null && 'upgrade' in (theirs.events.at(-1) ?? {}),
  },
  {
    why: 'we refuse an empty Transfer-Encoding, as llhttp does from 9.4.3 on, when the head is complete and not at once',
    applies: (sample, ours, theirs) =>
      fails(ours, 'HPE_INVALID_TRANSFER_ENCODING Empty Transfer-Encoding') ||
      (/transfer-encoding:[ \t]*[\r\n]/i.test(sample.wire) && fails(theirs, 'HPE_INVALID_TRANSFER_ENCODING Empty Transfer-Encoding') && ours.error !== null),
  },
  {
    why: 'we read HTAB after a connection option as white space, as llhttp does from 9.4.2 on',
    applies: (sample) => !nativeIsAtLeast('9.4.2') && /connection:.*(close|keep-alive|upgrade)[ \t]*\t/i.test(sample.wire),
  },
  {
    why: 'llhttp 9.4.0 accepts HTAB after a Content-Length; we refuse it',
    applies: (sample, ours) => /content-length:[ \t\r\n]*\d+[ \t\r\n]*\t/i.test(sample.wire) && fails(ours, 'HPE_INVALID_CONTENT_LENGTH Invalid character in Content-Length'),
  },
  {
    why: 'we refuse a response whose Transfer-Encoding ends with chunked and HTAB; llhttp gives the chunks as body',
    applies: (_, ours) => fails(ours, 'HPE_INVALID_TRANSFER_ENCODING Invalid `Transfer-Encoding` header value'),
  },
  {
    why: 'no 1xx has a body for us; llhttp reads the one that a 1xx other than 100 to 103 announces',
    applies: (sample) => /HTTP\/\d.\d 1(0[4-9]|[1-9]\d)/.test(sample.wire),
  },
  {
    why: 'a status below 100 is a final one for us, so the verdict of a caller who sent HEAD or CONNECT is about it',
    applies: (sample) => sample.headVerdict !== undefined && /HTTP\/\d.\d 0\d\d/.test(sample.wire),
  },
  {
    why: 'a 101 that upgrades nothing is an ordinary response: we read on behind it, Node drops the rest of the chunk',
    applies: (sample) => /HTTP\/\d.\d 101/.test(sample.wire),
  },
  {
    why: 'we refuse LF alone after the target; llhttp takes it for HTTP/0.9',
    applies: (_, ours) => fails(ours, 'HPE_CR_EXPECTED Missing expected CR after request line'),
  },
]

/** Returns the text of a difference and its known reason, if it has one; null if both agree. */
export function difference(sample: Sample): { text: string; why: string | null } | null {
  const { type, wire, lenient, finish } = sample
  const headVerdict = sample.headVerdict as 0 | 1 | 2 | undefined
  const bytes = bytesOf(wire)
  const ours = readPieces(type, [bytes], { lenient, headVerdict, finish })
  let theirs = readNatively(type, [bytes], { lenient, headVerdict, finish, methods: METHODS })
  // Node's own builds, 20 to 26, sometimes refuse a quoted chunk extension and accept it when they read it again.
  for (let again = 0; again < READ_AGAIN && fails(theirs, UNSTEADY); again++) theirs = readNatively(type, [bytes], { lenient, headVerdict, finish, methods: METHODS })
  // At the end of a message Node's parser does not report if the connection is kept; it does so for the head.
  const comparable = ({ events, error }: Outcome, errorAt: number | null): string =>
    JSON.stringify([events.map((event) => ('complete' in event ? 'complete' : event)), error, errorAt])
  const [a, b] = [comparable(ours, theirs.errorAt === null ? null : ours.errorAt), comparable(theirs, theirs.errorAt)]
  if (a === b) return null
  const known = KNOWN_DIFFERENCES.find(({ applies }) => applies(sample, ours, theirs))
  return { text: `${JSON.stringify(sample)}\n  ours   ${a}\n  theirs ${b}`, why: known?.why ?? null }
}

export { randomNumbers }

/** Returns a message of the corpus with one to four small changes. */
export function mutated(random: Random, lenient: readonly number[]): Sample {
  const { isRequest, wire } = mutatedMessage(random)
  const type = isRequest ? MessageType.REQUEST : MessageType.RESPONSE
  return { type, wire, lenient: lenient[random(lenient.length)], headVerdict: isRequest ? 0 : [0, 0, 0, 1, 2][random(5)], finish: random(2) === 1 }
}

/** No flag, each flag alone, and all. */
export const LENIENCIES = [0, 0, 0, ...Object.values(Lenient)]
