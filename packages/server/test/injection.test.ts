/** A value that could split a response is refused when the head is written, even if it is another one each time it is asked for its text. Not a byte of it leaves. */
import { expect, test } from 'vitest'
import type { ServerResponse } from '../src/index.js'
import { CLOSE, exchange, get, make } from './support/running-server.js'

const EVIL = 'x\r\nEvil: 1'

/** Returns an object whose text is harmless at first, `times` times. */
function changing(times: number): string {
  let asked = 0
  return { toString: () => (asked++ < times ? 'a' : EVIL) } as unknown as string
}

const cases: [string, (res: ServerResponse, times: number) => unknown][] = [
  ['setHeader', (res, times) => res.setHeader('A', changing(times))],
  ['setHeader with a list', (res, times) => res.setHeader('A', [changing(times)])],
  ['writeHead', (res, times) => res.writeHead(200, { A: changing(times) })],
  ['writeHead with a list', (res, times) => res.writeHead(200, ['A', changing(times)])],
  ['statusMessage', (res, times) => (res.statusMessage = changing(times))],
  ['addTrailers', (res, times) => (res.setHeader('Trailer', 'A'), res.addTrailers({ A: changing(times) }))],
  ['writeInformation', (res, times) => res.writeInformation(103, { A: changing(times) })],
  ['writeInformation with a list in a header', (res, times) => res.writeInformation(103, { A: [changing(times)] })],
  ['writeEarlyHints', (res, times) => res.writeEarlyHints({ link: '</a>; rel=preload', A: changing(times) })],
]

test.each(cases)('a text that changes, in %s', async (_what, inject) => {
  const codes = new Set<unknown>()
  for (let times = 0; times < 4; times++) {
    const server = make({}, (_req, res) => {
      try {
        inject(res, times)
        res.end()
      } catch (error) {
        codes.add((error as { code?: string }).code)
        res.destroy()
      }
    })
    expect(await exchange(server, get('/', CLOSE))).not.toMatch(/^Evil/m)
  }
  expect([...codes]).toEqual(['ERR_INVALID_CHAR'])
})
