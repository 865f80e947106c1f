/** The decisions of an input for a server: its options, its listeners, its handler. */
import type http from 'node:http'
import { Choices } from './choices.js'
import { HANDLERS, type Handler } from './server-handlers.js'

/** Characters of an input that {@link readServerSetup} reads. */
export const SERVER_CONTROL = 8

export interface ServerSetup {
  options: http.ServerOptions
  handler: Handler
  /** Decides where the second run cuts the bytes. */
  cut: number
  takesUpgrades: boolean
  listensForErrors: boolean
  listensForContinue: boolean
  httpAllowHalfOpen: boolean
  maxRequestsPerSocket: number
  maxHeadersCount: number | null
  /** A number that the handler uses as it likes. */
  detail: number
}

const LENIENT = ['HEADERS', 'CHUNKED_LENGTH', 'KEEP_ALIVE', 'TRANSFER_ENCODING', 'VERSION', 'DATA_AFTER_CLOSE', 'OPTIONAL_LF_AFTER_CR', 'OPTIONAL_CRLF_AFTER_CHUNK', 'OPTIONAL_CR_BEFORE_LF', 'SPACES_AFTER_CHUNK_SIZE']

const bit = (flags: number, at: number): boolean => (flags & (1 << at)) !== 0

export function readServerSetup(control: string): ServerSetup {
  const choices = new Choices(control)
  const handler = choices.pick(HANDLERS)
  const cut = choices.byte()
  const listeners = choices.byte()
  const flags = choices.byte()
  const parsing = choices.byte()
  const lenient = choices.byte()
  const limits = choices.byte()
  const detail = choices.byte()
  const options = {
    requireHostHeader: bit(flags, 0),
    optimizeEmptyRequests: bit(flags, 1),
    joinDuplicateHeaders: bit(flags, 2),
    rejectNonStandardBodyWrites: bit(flags, 3),
    keepAliveTimeout: bit(flags, 4) ? 0 : 5000,
    ...(bit(flags, 5) ? { maxHeaderSize: 40 } : undefined),
    ...(bit(flags, 6) ? { highWaterMark: 4 } : undefined),
    ...(parsing % 8 === 1 ? { insecureHTTPParser: true } : undefined),
    ...(parsing % 8 === 2 ? { httpValidation: 'relaxed' } : undefined),
    layered: {
      urlParts: bit(parsing, 3),
      unknownMethodStatus: bit(parsing, 4) ? 405 : 400,
      strict: parsing % 8 === 4,
      lenient: parsing % 8 === 3 ? LENIENT.filter((_, i) => bit(lenient | ((parsing >> 5) << 8), i)) : [],
    },
  }
  return {
    options: options as http.ServerOptions,
    handler,
    cut,
    takesUpgrades: bit(listeners, 0),
    listensForErrors: bit(listeners, 1),
    listensForContinue: bit(listeners, 2),
    httpAllowHalfOpen: bit(listeners, 3),
    maxRequestsPerSocket: bit(limits, 0) ? 2 : 0,
    maxHeadersCount: bit(limits, 1) ? 2 : bit(limits, 2) ? 0 : null,
    detail,
  }
}
