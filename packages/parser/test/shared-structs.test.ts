/** Parsers share llhttp's structs. Whatever one parser read and however it ended, the next one must work as if it were the first. */
import { describe, expect, it } from 'vitest'
import { ResponseParser } from '../src/index.js'
import { MessageType, Parser } from '../src/tape.js'
import { LENIENCIES, mutated, randomNumbers } from './differential.js'
import { bytesOf, readPieces, walkTape, type WireEvent } from './read.js'

/** Messages of all kinds that are read before the probes. */
const SAMPLES = 600

const { REQUEST, RESPONSE } = MessageType

/** Inputs, and their results with the first parser of a process. */
const PROBES: [type: MessageType, pieces: string[], events: unknown[], error: string | null][] = [
  [REQUEST, [''], [], null],
  [REQUEST, ['GET / HTTP/1.1\r\n\r\n'], [{ head: 'GET /' }, { complete: 'keep-alive' }], null],
  [REQUEST, ['POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\na', 'b'], [{ head: 'POST /' }, { body: 'ab' }, { complete: 'keep-alive' }], null],
  [REQUEST, ['GET / HTTP/1.1\r\nConnection: close\r\n\r\n'], [{ head: 'GET /' }, { complete: 'close' }], null],
  [RESPONSE, [''], [], null],
  [RESPONSE, ['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'], [{ head: '200 OK' }, { complete: 'keep-alive' }], null],
  [RESPONSE, ['HTTP/1.1 20', '0 OK\r\n\r\na'], [{ head: '200 OK' }, { body: 'a' }, { complete: 'close' }], null],
  [RESPONSE, ['HTTP/1.1 101 x\r\n\r\n'], [{ head: '101 x' }, { complete: 'keep-alive' }], null],
  [REQUEST, ['NONSENSE'], [], 'HPE_INVALID_METHOD Invalid method encountered'],
]

function probe(after: string): void {
  for (const [type, pieces, events, error] of PROBES) {
    const result = readPieces(type, pieces.map(bytesOf), { finish: true })
    expect([after, result.error]).toEqual([after, error])
    expect(result.events).toMatchObject(events)
    expect(result.events.length).toBe(events.length)
  }
}

describe('a parser after another', () => {
  it('works as the first, after a 101 that names no protocol', () => {
    const innocent = (): string | undefined => {
      const parser = new ResponseParser()
      const events = [...parser.parse(bytesOf('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), ...parser.finish()]
      return events.at(-1)?.type
    }
    expect(innocent()).toBe('complete')
    expect([...new ResponseParser().parse(bytesOf('HTTP/1.1 101 x\r\n\r\n'))].length).toBe(2)
    expect(innocent()).toBe('complete')
  })

  it(`works as the first, after ${SAMPLES} messages of all kinds, whole and in two pieces, freed or not`, () => {
    const random = randomNumbers(0x57c7)
    for (let i = 0; i < SAMPLES; i++) {
      const sample = mutated(random, LENIENCIES)
      const { type, lenient, headVerdict } = sample
      const bytes = bytesOf(sample.wire)
      const cut = random(bytes.length + 1)
      const parser = new Parser(type, { lenient: lenient!, relaxedHeaderValues: random(4) === 0 })
      parser.headVerdict = headVerdict as Parser['headVerdict']
      const events: WireEvent[] = []
      for (const piece of random(2) === 0 ? [bytes] : [bytes.subarray(0, cut), bytes.subarray(cut)]) {
        const tape = parser.execute(piece)
        const upgradeAt = walkTape(type, tape, events)
        tape.release()
        if (upgradeAt !== -1 && random(2) === 0) {
          parser.declineUpgrade()
          parser.execute(piece.subarray(upgradeAt)).release()
        }
      }
      const end = random(4)
      if (sample.finish) parser.finish().release()
      if (end === 0) parser.free()
      else if (end === 1) parser.reset()
      probe(JSON.stringify(sample))
    }
  })

  it('has the same result for a message if the messages come in another order', () => {
    const random = randomNumbers(0x0bde)
    const samples = Array.from({ length: SAMPLES }, () => mutated(random, LENIENCIES))
    const read = ({ type, wire, lenient, headVerdict, finish }: (typeof samples)[number]): object =>
      readPieces(type, [bytesOf(wire)], { lenient: lenient!, headVerdict: headVerdict as Parser['headVerdict'], finish: finish! })
    const results = samples.map(read)
    expect(samples.toReversed().map(read).toReversed()).toEqual(results)
  })
})

describe('a parse while another is under way', () => {
  it('is not possible: llhttp calls no code of the caller, not even of a subclass of Uint8Array', () => {
    const other = new Parser(REQUEST)
    const meddle = (): void => other.execute(bytesOf('GET /other HTTP/1.1\r\nX: y\r\n\r\n')).release()
    class Meddling extends Uint8Array {
      static get [Symbol.species](): Uint8ArrayConstructor {
        meddle()
        return Uint8Array
      }
      latin1Slice(start: number, end: number): string {
        meddle()
        return Buffer.from(this).toString('latin1', start, end)
      }
    }
    // Longer than the input buffer and with folded values, so that the parse accesses its chunk in every possible way.
    const wire = `POST /here HTTP/1.1\r\nA: b\r\n  c\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}GET /2 HTTP/1.1\r\nC: d\r\n\r\nGET /3`
    const results = [bytesOf(wire), Meddling.from(bytesOf(wire))].map((chunk) => readPieces(REQUEST, [chunk, Meddling.from(bytesOf(' HTTP/1.1\r\n\r\n'))], { lenient: 1 }))
    expect(results[0]!.events.map((event) => 'head' in event && event.head).filter(Boolean)).toEqual(['POST /here', 'GET /2', 'GET /3'])
    expect(results[1]).toEqual(results[0])
  })
})
