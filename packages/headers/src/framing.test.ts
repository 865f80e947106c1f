import { describe, expect, it } from 'vitest'
import { chooseFraming, Framing, type FramingFacts } from './index.js'

const FACTS: FramingFacts = { mayHaveBody: true, hasChunkedCoding: false, hasOtherCoding: false, hasLength: false, announcesBody: true, lengthIsKnown: false, mayChunk: true, hasTrailers: false }

describe('the framing of a message being sent', () => {
  for (const [title, facts, framing] of [
    ['no body if the message may have no body, whatever was set', { mayHaveBody: false, hasChunkedCoding: true, hasLength: true }, Framing.NONE],
    ['chunks if the user set them, even with a length', { hasChunkedCoding: true, hasLength: true, mayChunk: false }, Framing.CHUNKED],
    ['to the end of the connection with another coding', { hasOtherCoding: true, hasLength: true }, Framing.CLOSE],
    ['the length that the user set', { hasLength: true }, Framing.LENGTH],
    ['the length that is known', { lengthIsKnown: true }, Framing.LENGTH],
    ['chunks if there are trailers, even if the length is known', { lengthIsKnown: true, hasTrailers: true }, Framing.CHUNKED],
    ['chunks when the length is not known', {}, Framing.CHUNKED],
    ['to the end of the connection when chunks are not wanted', { mayChunk: false }, Framing.CLOSE],
    ['nothing is announced in a response to HTTP/1.0', { announcesBody: false, lengthIsKnown: true }, Framing.CLOSE],
  ] as [string, Partial<FramingFacts>, Framing][]) {
    it(`is ${title}`, () => expect(chooseFraming({ ...FACTS, ...facts })).toBe(framing))
  }
})
