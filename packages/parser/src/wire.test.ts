import { describe, expect, it } from 'vitest'
import { MessageType } from './tape.js'
import { bytesOf, cuts, readPieces } from '../test/read.js'
import { CASES } from '../test/wire-cases.js'

for (const [type, cases] of CASES) {
  describe(type === MessageType.REQUEST ? 'request' : 'response', () => {
    for (const wireCase of cases) {
      it(wireCase.title, () => {
        const { wire, events, error, options, finish, headVerdict } = wireCase
        const expected = {
          events,
          error: error?.[0] ?? null,
          errorAt: error?.[1] ?? null,
          isBetweenMessages: error === undefined && (wireCase.isBetweenMessages ?? true),
        }
        for (const [name, pieces] of cuts(bytesOf(wire))) {
          expect(readPieces(type, pieces, { ...options, finish, headVerdict }), name).toEqual(expected)
        }
      })
    }
  })
}

describe('the start of another message after it', () => {
  for (const [type, cases] of CASES) {
    const next = type === MessageType.REQUEST ? 'POST /next HTT' : 'HTTP/1.1 299 Nex'
    for (const { title, wire, events, error, options, finish, headVerdict } of cases) {
      const last = events.at(-1)
      if (error !== undefined || finish || last === undefined || !('complete' in last) || last.complete !== 'keep-alive') continue
      it(`does not change the events: ${title}`, () => {
        for (const [name, pieces] of cuts(bytesOf(wire + next))) {
          expect(readPieces(type, pieces, { ...options, headVerdict }), name).toEqual({ events, error: null, errorAt: null, isBetweenMessages: false })
        }
      })
    }
  }
})
