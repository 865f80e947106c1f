/** Node's own parser as a reference. It returns the same plain events for the same bytes as `read.ts`. */
import { createRequire } from 'node:module'
import { MessageType } from '../src/tape.js'
import { textOfBytes, type WireEvent } from './read.js'

/** The members of Node's HTTPParser that are used. */
interface NativeParser {
  initialize(type: number, resource: object, maxHeaderSize: number, lenient: number): void
  execute(chunk: Uint8Array): number | NativeError
  finish(): undefined | NativeError
  [callback: number]: (...args: never[]) => unknown
}

interface NativeError extends Error {
  code: string
  reason: string
  bytesParsed: number
}

const { HTTPParser } = createRequire(import.meta.url)('_http_common') as { HTTPParser: (new () => NativeParser) & Record<string, number> }

export interface NativeResult {
  events: WireEvent[]
  error: string | null
  errorAt: number | null
}

/** llhttp in the running Node, as `[major, minor, patch]`. */
export const NATIVE_LLHTTP = process.versions.llhttp!.split('.').map(Number)

/** True if the running Node has relaxed header values. */
export const NATIVE_RELAXED = HTTPParser.kLenientHeaderValueRelaxed

const pairs = (flat: readonly string[]): string[] => Array.from({ length: flat.length / 2 }, (_, i) => `${flat[2 * i]}=${flat[2 * i + 1]}`)

/** Returns the events and the error that Node's parser reports for the bytes of a connection. */
export function readNatively(
  type: MessageType,
  pieces: Uint8Array[],
  setup: { lenient?: number; maxHeaderSize?: number; headVerdict?: number; finish?: boolean; methods: readonly string[] },
): NativeResult {
  const parser = new HTTPParser()
  const events: WireEvent[] = []
  let flushed: string[] = []
  let target = ''
  let upgraded = false
  let inBody = false
  parser.initialize(type, {}, setup.maxHeaderSize ?? 0, setup.lenient ?? 0)
  parser[HTTPParser.kOnHeaders!] = (fields: string[], url: string) => {
    flushed.push(...fields)
    // Node passes the target again with trailers.
    if (!inBody) target += url
  }
  parser[HTTPParser.kOnHeadersComplete!] = (
    major: number,
    minor: number,
    fields: string[] | undefined,
    method: number,
    url: string | undefined,
    status: number,
    reason: string,
    upgrade: boolean,
    keepAlive: boolean,
  ) => {
    events.push({
      head: type === MessageType.REQUEST ? `${setup.methods[method]} ${url ?? target}` : `${status} ${reason}`,
      version: `${major}.${minor}`,
      fields: pairs(fields ?? flushed),
      flags: `${keepAlive ? 'keep-alive' : 'close'}${upgrade ? ' upgrade' : ''}`,
    })
    flushed = []
    target = ''
    inBody = true
    upgraded = upgrade
    const verdict = type === MessageType.REQUEST || status < 200 ? 0 : (setup.headVerdict ?? 0)
    if (verdict === 2) upgraded = true
    return verdict
  }
  parser[HTTPParser.kOnBody!] = (chunk: Uint8Array) => {
    const last = events.at(-1)
    const body = textOfBytes(chunk)
    if (last !== undefined && 'body' in last) last.body += body
    else events.push({ body })
  }
  parser[HTTPParser.kOnMessageComplete!] = () => {
    if (inBody && flushed.length > 0) events.push({ trailers: pairs(flushed) })
    flushed = []
    inBody = false
    events.push({ complete: 'keep-alive' })
  }
  let before = 0
  let rest = null as string | null
  let error: NativeError | null = null
  for (const piece of pieces) {
    if (rest !== null) rest += textOfBytes(piece)
    else {
      const answer = parser.execute(piece)
      if (typeof answer !== 'number') {
        error = answer
        break
      }
      if (upgraded && (answer < piece.length || 'complete' in (events.at(-1) ?? {}))) rest = textOfBytes(piece.subarray(answer))
    }
    before += piece.length
  }
  // At the end of input, the bytesParsed of Node's parser is not a number of bytes.
  const finished = setup.finish === true && error === null && rest === null
  if (finished) error = parser.finish() ?? null
  if (rest !== null) events.push({ upgrade: rest })
  return { events, error: error === null ? null : `${error.code} ${error.reason}`, errorAt: error === null || finished ? null : before + error.bytesParsed }
}
