/** The decisions of an input for a client: the options of the request, its listeners, how the response is read. */
import type http from 'node:http'
import { Choices } from './choices.js'
import { THROWN_ON_PURPOSE } from './watched.js'

/** Characters of an input that {@link readClientSetup} reads. */
export const CLIENT_CONTROL = 8

interface Reader {
  name: string
  /** True if what it sees follows from the bytes alone, however they are cut. */
  isSteady: boolean
  /** True if it takes the whole response, so that the request closes when the input has ended. */
  reads: boolean
  read(req: http.ClientRequest, res: http.IncomingMessage): unknown
}

export const READERS: readonly Reader[] = [
  { name: 'reads', isSteady: true, reads: true, read: () => {} },
  {
    name: 'iterates',
    isSteady: false,
    reads: true,
    async read(_req, res) {
      try {
        await res.forEach(() => {})
      } catch {
        // The response was cut off.
      }
    },
  },
  { name: 'destroys the response', isSteady: false, reads: true, read: (_req, res) => void res.on('error', () => {}).destroy(new Error(THROWN_ON_PURPOSE)) },
  { name: 'destroys the request', isSteady: false, reads: true, read: (req, res) => void (res.on('error', () => {}), req.destroy()) },
  {
    name: 'throws',
    isSteady: false,
    reads: false,
    read() {
      throw new Error(THROWN_ON_PURPOSE)
    },
  },
  { name: 'does not read', isSteady: false, reads: false, read: (_req, res) => void res.on('error', () => {}) },
  {
    name: 'reads later',
    isSteady: false,
    reads: true,
    read: (_req, res) => void (res.on('error', () => {}), res.pause(), setImmediate(() => res.resume())),
  },
  {
    name: 'stops after a chunk',
    isSteady: false,
    reads: true,
    read: (req, res) => void (res.on('error', () => {}), res.once('data', () => req.destroy(new Error(THROWN_ON_PURPOSE)))),
  },
]

export interface ClientSetup {
  options: http.RequestOptions
  reader: Reader
  cut: number
  /** With an agent that keeps connections. */
  keepsAlive: boolean
  retries: boolean
  takesResponses: boolean
  takesUpgrades: boolean
  body: string
  /** The request ends after the response has come. */
  endsLate: boolean
  /** The number of pieces after which the request is aborted. */
  abortsAfter: number | undefined
}

const METHODS = ['GET', 'POST', 'HEAD', 'CONNECT', 'PUT', 'DELETE', 'GET', 'OPTIONS']
const LENIENT = ['HEADERS', 'CHUNKED_LENGTH', 'KEEP_ALIVE', 'TRANSFER_ENCODING', 'VERSION', 'DATA_AFTER_CLOSE', 'OPTIONAL_LF_AFTER_CR', 'OPTIONAL_CRLF_AFTER_CHUNK', 'OPTIONAL_CR_BEFORE_LF', 'SPACES_AFTER_CHUNK_SIZE']

const bit = (flags: number, at: number): boolean => (flags & (1 << at)) !== 0

export function readClientSetup(control: string): ClientSetup {
  const choices = new Choices(control)
  const reader = choices.pick(READERS)
  const cut = choices.byte()
  const method = choices.pick(METHODS)
  const flags = choices.byte()
  const listeners = choices.byte()
  const parsing = choices.byte()
  const lenient = choices.byte()
  const more = choices.byte()
  const options = {
    method,
    path: method === 'CONNECT' ? 'a:1' : '/',
    joinDuplicateHeaders: bit(flags, 2),
    headers: { ...(bit(flags, 3) ? { Expect: '100-continue' } : undefined), ...(bit(flags, 4) ? { Connection: 'Upgrade', Upgrade: 'x' } : undefined) },
    ...(bit(flags, 5) ? { maxHeaderSize: 40 } : undefined),
    ...(bit(flags, 6) ? { highWaterMark: 4 } : undefined),
    ...(bit(flags, 7) ? { timeout: 60_000 } : undefined),
    ...(parsing % 8 === 1 ? { insecureHTTPParser: true } : undefined),
    ...(parsing % 8 === 2 ? { httpValidation: 'relaxed' } : undefined),
    layered: {
      lenient: parsing % 8 === 3 ? LENIENT.filter((_, i) => bit(lenient | ((parsing >> 5) << 8), i)) : [],
      ...(bit(more, 3) ? { maxInformation: 1 } : undefined),
      ...(bit(more, 0) ? { maxRedirects: (more >> 1) % 4 } : undefined),
    },
  }
  return {
    options: options as http.RequestOptions,
    reader,
    cut,
    keepsAlive: bit(flags, 0),
    retries: bit(flags, 1),
    takesResponses: !bit(listeners, 0),
    takesUpgrades: bit(listeners, 1),
    body: bit(listeners, 2) ? 'a body' : '',
    endsLate: bit(listeners, 3),
    abortsAfter: bit(listeners, 4) ? (listeners >> 5) % 4 : undefined,
  }
}
