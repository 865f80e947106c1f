/** How strictly received and sent values are checked (P-25, P-26, P-27, H-13), single leniencies of the parser, and `unknownMethodStatus`. */
import { expect, test } from 'vitest'
import type { LenientFlag, ServerOptions } from '../src/index.js'
import { exchange, get, make, CLOSE } from './support/running-server.js'

const REFUSED = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'
const INSECURE: ServerOptions[] = [{ insecureHTTPParser: true }, { httpValidation: 'insecure' }]
const RELAXED: ServerOptions[] = [{ httpValidation: 'relaxed' }]
const STRICT: ServerOptions[] = [{}, { httpValidation: 'strict' }, { insecureHTTPParser: false }]

/** The fields of a request, and the headers in the handler; null if the request is refused. */
const heads: { what: string; fields: string; strict: null; relaxed: object | null; insecure: object | null }[] = [
  { what: 'a control character', fields: 'X: a\x01b', strict: null, relaxed: { x: 'a\x01b' }, insecure: { x: 'a\x01b' } },
  { what: 'DEL', fields: 'X: a\x7fb', strict: null, relaxed: { x: 'a\x7fb' }, insecure: { x: 'a\x7fb' } },
  { what: 'NUL (P-27)', fields: 'X: a\0b', strict: null, relaxed: null, insecure: { x: 'a\0b' } },
  { what: 'a folded value', fields: 'X: a\r\n b', strict: null, relaxed: null, insecure: { x: 'a b' } },
  { what: 'LF alone', fields: 'X: a\nY: b', strict: null, relaxed: null, insecure: { x: 'a', y: 'b' } },
  { what: 'CR alone', fields: 'X: a\rb', strict: null, relaxed: null, insecure: null },
  { what: 'a name that is not a token', fields: 'X y: b', strict: null, relaxed: null, insecure: null },
  { what: 'a repeated Content-Length', fields: 'Content-Length: 0\r\nContent-Length: 0', strict: null, relaxed: null, insecure: null },
]

for (const [mode, variants] of [['strict', STRICT], ['relaxed', RELAXED], ['insecure', INSECURE]] as const) {
  for (const options of variants) {
    for (const { what, fields, ...expected } of heads) {
      test(`${what} with ${JSON.stringify(options)} (P-25, P-26)`, async () => {
        const server = make(options, (req, res) => {
          const { host, connection, ...others } = req.headers
          res.end(JSON.stringify(others))
        })
        const received = await exchange(server, get('/', `${CLOSE}${fields}\r\n`))
        const seen = expected[mode]
        if (seen === null) expect(received).toBe(REFUSED)
        else expect(received.slice(received.indexOf('\r\n\r\n') + 4)).toBe(JSON.stringify(seen))
      })
    }

    test(`values that are sent, with ${JSON.stringify(options)} (H-13)`, async () => {
      const server = make(options, (_req, res) => {
        const lenient = mode !== 'strict'
        const ways: ((value: string) => void)[] = [
          (value) => res.setHeader('x', value),
          (value) => res.appendHeader('y', value),
          (value) => res.setHeaders(new Map([['m', value]])),
          (value) => res.addTrailers({ t: value }),
          (value) => res.writeInformation(103, { i: value }),
          (value) => res.writeEarlyHints({ link: '</a>; rel=preload', e: value }),
        ]
        for (const send of ways) {
          for (const value of ['a\x01b', 'a\x7f']) {
            if (lenient) expect(() => send(value)).not.toThrow()
            else expect(() => send(value)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }))
          }
          for (const value of ['\0', 'a\rb', 'a\nb', '\u0100']) expect(() => send(value)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }))
        }
        expect(() => res.setHeader('x y', '1')).toThrow(expect.objectContaining({ code: 'ERR_INVALID_HTTP_TOKEN' }))
        for (const name of ['x', 'y', 'm']) res.removeHeader(name)
        res.statusMessage = 'a\x01'
        expect(() => res.writeHead(200)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }))
        if (lenient) res.writeHead(200, 'Fine', { z: 'a\x01b' }).end()
        else {
          expect(() => res.writeHead(200, 'Fine', { z: 'a\x01b' })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }))
          res.statusMessage = ''
          res.end()
        }
      })
      const received = await exchange(server, get('/', CLOSE))
      expect(received).toContain(mode === 'strict' ? 'HTTP/1.1 200 OK\r\nDate' : '\r\nz: a\x01b\r\n')
    })
  }
}

/** For each leniency, a request that only this leniency accepts, and the response. */
const leniencies: Record<Exclude<LenientFlag, 'ALL'>, string> = {
  HEADERS: `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}X: a\x01b\r\n\r\n`,
  CHUNKED_LENGTH: `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  KEEP_ALIVE: `GET /first HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n`,
  TRANSFER_ENCODING: `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Transfer-Encoding: gzip\r\n\r\n`,
  VERSION: `GET / HTTP/1.7\r\nHost: a\r\n${CLOSE}\r\n`,
  DATA_AFTER_CLOSE: `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\nmore`,
  OPTIONAL_LF_AFTER_CR: `GET / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\r\n`,
  OPTIONAL_CRLF_AFTER_CHUNK: `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n1\r\nx0\r\n\r\n`,
  OPTIONAL_CR_BEFORE_LF: 'GET / HTTP/1.1\r\nHost: a\nConnection: close\n\r\n',
  SPACES_AFTER_CHUNK_SIZE: `POST / HTTP/1.1\r\nHost: a\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n1 \r\nx\r\n0\r\n\r\n`,
}

for (const [name, request] of Object.entries(leniencies) as [LenientFlag, string][]) {
  test(`layered.lenient: ['${name}'] accepts its case, and without it the case is an error`, async () => {
    for (const lenient of [[], [name]] as const) {
      const errors: string[] = []
      const server = make({ layered: { lenient } }, (req, res) => void req.resume().on('error', () => {}).on('end', () => res.end('whole')))
      server.on('clientError', (error: { code: string }, socket: { end(text: string): void }) => (errors.push(error.code), socket.end('refused')))
      // The body of a request whose last coding is not chunked ends with the input, so it gets no response.
      const until = (text: string): boolean => text.endsWith('whole') || text.endsWith('refused')
      if (name === 'TRANSFER_ENCODING' && lenient.length > 0) {
        const heard = new Promise((resolve) => server.once('request', resolve))
        void exchange(server, request, until)
        await heard
        expect(errors).toEqual([])
      } else {
        await exchange(server, request, until)
        expect(errors.length > 0).toBe(lenient.length === 0)
      }
      server.closeAllConnections()
      server.close()
    }
  })
}

test('single leniencies do not change the checks of sent values', async () => {
  const server = make({ layered: { lenient: ['HEADERS'] } }, (_req, res) => {
    expect(() => res.setHeader('x', 'a\x01')).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }))
    res.end()
  })
  await exchange(server, get('/', CLOSE))
})

test('with layered.unknownMethodStatus 405, an unknown method gets 405 with Allow; other errors stay 400', async () => {
  const server = make({ layered: { unknownMethodStatus: 405 } })
  expect(await exchange(server, 'FROB / HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\nAllow: ACL, .*GET, .*\r\nConnection: close\r\n\r\n$/)
  expect(await exchange(server, 'GET / HTTX\r\n\r\n')).toBe(REFUSED)
})
