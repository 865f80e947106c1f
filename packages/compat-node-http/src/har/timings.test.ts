import { expect, test } from 'vitest'
import { clientTimings, serverTimings, totalOf } from './timings.js'

const NOTHING = { attempt: 1, previous: undefined, queued: undefined, lookup: undefined, connect: undefined, secureConnect: undefined, sent: undefined, firstByte: undefined, end: undefined }

test('a request on a new TLS connection: ssl is a part of connect, and counts once', () => {
  const timings = clientTimings({ ...NOTHING, start: 100, queued: 101, lookup: 111, connect: 131, secureConnect: 161, sent: 162, firstByte: 200, end: 250 })
  expect(timings).toEqual({ blocked: 1, dns: 10, connect: 50, ssl: 30, send: 1, wait: 38, receive: 50 })
  expect(totalOf(timings)).toBe(150)
})

test('a request on a reused socket: what did not happen is -1, and not in the sum', () => {
  const timings = clientTimings({ ...NOTHING, start: 100, queued: 105, sent: 106, firstByte: 120, end: 121 })
  expect(timings).toEqual({ blocked: 5, dns: -1, connect: -1, ssl: -1, send: 1, wait: 14, receive: 1 })
  expect(totalOf(timings)).toBe(21)
})

test('a response that comes before its request was sent whole has no negative part', () => {
  const timings = clientTimings({ ...NOTHING, start: 100, queued: 100, connect: 110, firstByte: 120, sent: 150, end: 160 })
  expect(timings).toEqual({ blocked: 0, dns: -1, connect: 10, ssl: -1, send: 40, wait: 0, receive: 10 })
})

test('a request without a response has waited until its end', () => {
  const timings = clientTimings({ ...NOTHING, start: 100, queued: 101, lookup: 130, end: 150 })
  expect(timings).toEqual({ blocked: 1, dns: 29, connect: -1, ssl: -1, send: 0, wait: 20, receive: 0 })
  expect(totalOf(timings)).toBe(50)
})

test('a response of a server, and one that was cut off', () => {
  const whole = { start: 10, headReceived: 12, handlerStarted: 13, headSent: 20, finished: 25 }
  expect(serverTimings(whole, 26)).toEqual({ blocked: -1, dns: -1, connect: -1, ssl: -1, send: 2, wait: 8, receive: 5 })
  expect(serverTimings({ ...whole, headSent: undefined, finished: undefined }, 26)).toMatchObject({ send: 2, wait: 14, receive: 0 })
})
