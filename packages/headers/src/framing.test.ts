import { describe, expect, it } from 'vitest'
import { chooseFraming, Framing, receivedFraming, type FramingFacts, type ReceivedFacts } from './index.js'

const FACTS: FramingFacts = { mayHaveBody: true, hasChunkedCoding: false, hasOtherCoding: false, hasLength: false, announcesBody: true, lengthIsKnown: false, mayChunk: true, hasTrailers: false }

describe('the framing of a message being sent', () => {
  for (const [title, facts, framing] of [
    ['no body where there may be none, whatever was set', { mayHaveBody: false, hasChunkedCoding: true, hasLength: true }, Framing.NONE],
    ['chunks where the user set them, even beside a length', { hasChunkedCoding: true, hasLength: true, mayChunk: false }, Framing.CHUNKED],
    ['to the end of the connection for another coding', { hasOtherCoding: true, hasLength: true }, Framing.CLOSE],
    ['the length that the user set', { hasLength: true }, Framing.LENGTH],
    ['the length that is known', { lengthIsKnown: true }, Framing.LENGTH],
    ['chunks when there are trailers, though the length is known', { lengthIsKnown: true, hasTrailers: true }, Framing.CHUNKED],
    ['chunks when the length is not known', {}, Framing.CHUNKED],
    ['to the end of the connection when chunks are not wanted', { mayChunk: false }, Framing.CLOSE],
    ['nothing announced towards HTTP/1.0', { announcesBody: false, lengthIsKnown: true }, Framing.CLOSE],
  ] as [string, Partial<FramingFacts>, Framing][]) {
    it(`is ${title}`, () => expect(chooseFraming({ ...FACTS, ...facts })).toBe(framing))
  }
})

describe('the framing of a received message (RFC 9112 section 6.3)', () => {
  const request = { method: 'POST', contentLengths: [] }
  const response = { method: 'GET', statusCode: 200, contentLengths: [] }
  for (const [title, facts, kind] of [
    ['rule 1: a response to HEAD', { ...response, method: 'HEAD', contentLengths: ['5'] }, 'none'],
    ['rule 1: 1xx', { ...response, statusCode: 101, transferEncoding: 'chunked' }, 'none'],
    ['rule 1: 204', { ...response, statusCode: 204 }, 'none'],
    ['rule 1: 304', { ...response, statusCode: 304, contentLengths: ['5'] }, 'none'],
    ['rule 2: 200 to CONNECT', { ...response, method: 'CONNECT', contentLengths: ['5'] }, 'tunnel'],
    ['rule 2: a refusal of CONNECT is an ordinary response', { ...response, method: 'CONNECT', statusCode: 403, contentLengths: ['5'] }, 'length'],
    ['rule 3: both headers', { ...request, transferEncoding: 'chunked', contentLengths: ['5'] }, 'invalid'],
    ['rule 4: chunked', { ...request, transferEncoding: 'gzip, Chunked' }, 'chunked'],
    ['rule 4: chunked in a response', { ...response, transferEncoding: 'chunked' }, 'chunked'],
    ['rule 4: not last', { ...response, transferEncoding: 'chunked, gzip' }, 'invalid'],
    ['rule 4: twice', { ...request, transferEncoding: 'chunked, chunked' }, 'invalid'],
    ['rule 4: another coding of a response', { ...response, transferEncoding: 'gzip' }, 'close'],
    ['rule 4: another coding of a request', { ...request, transferEncoding: 'gzip' }, 'invalid'],
    ['rule 4: no coding', { ...request, transferEncoding: ' , ' }, 'invalid'],
    ['rule 5: two lengths', { ...request, contentLengths: ['5', '5'] }, 'invalid'],
    ['rule 5: a list', { ...request, contentLengths: ['5, 5'] }, 'invalid'],
    ['rule 5: no number', { ...request, contentLengths: ['+5'] }, 'invalid'],
    ['rule 5: empty', { ...request, contentLengths: [''] }, 'invalid'],
    ['rule 5: more than can be counted', { ...request, contentLengths: ['9007199254740993'] }, 'invalid'],
    ['rule 6: a length', { ...response, contentLengths: ['5'] }, 'length'],
    ['rule 6: length 0', { ...request, contentLengths: ['0'] }, 'none'],
    ['rule 7: a request without', request, 'none'],
    ['rule 8: a response without', response, 'close'],
  ] as [string, ReceivedFacts, string][]) {
    it(`${title}: ${kind}`, () => expect(receivedFraming(facts).kind).toBe(kind))
  }

  it('says how long', () => expect(receivedFraming({ ...request, contentLengths: ['05'] })).toEqual({ kind: 'length', length: 5 }))
})
