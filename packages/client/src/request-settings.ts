/**
 * The options of a request that hold for all of its exchanges.
 * What may live here: reading these options into the fields and the state of a new request.
 */
import { lenientFlags, type ParserOptions } from '@layered-http/parser/tape'
import { ALL_LENIENCIES, messagePolicy, type Hidden, type MessagePolicy } from '@layered-http/shared'
import { DEFAULT_WRITE_OPTIONS, setWriteOptions, uniqueHeaderNames, type WriteOptions } from '@layered-http/streams/port'
import { REQUEST_OPTIONS, type RequestExtras, type RequestOptions } from './options.js'
import type { RequestState } from './request-state.js'

/**
 * Checks the options and applies them. Returns those beyond Node.
 *
 * @param hidden - the first function that the stack of an error leaves out
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export function applySettings(state: RequestState, options: RequestOptions, hidden: Hidden): RequestExtras {
  const { request } = state
  if (options.timeout !== undefined) request.timeout = options.timeout
  if (options.maxHeaderSize !== undefined) REQUEST_OPTIONS.maxHeaderSize.check(options.maxHeaderSize, hidden)
  REQUEST_OPTIONS.httpValidation.check(options.httpValidation, options, hidden)
  REQUEST_OPTIONS.joinDuplicateHeaders.check(options.joinDuplicateHeaders, hidden)
  const extras = REQUEST_OPTIONS.layered.check(options.layered)
  request.maxHeaderSize = options.maxHeaderSize
  request.maxHeadersCount = null
  request.insecureHTTPParser = options.insecureHTTPParser
  request.httpValidation = options.httpValidation
  request.joinDuplicateHeaders = options.joinDuplicateHeaders
  const policy = messagePolicy(options, lenientFlags(extras.lenient), state.family.defaults ?? NO_DEFAULTS)
  state.parserOptions = parserOptionsOf(policy)
  state.informationLeft = extras.maxInformation
  setWriteOptions(state.request, writeOptionsOf(policy, options))
  return extras
}

const NO_DEFAULTS = {}

// One object for all requests with the same policy, so that the parser of a socket can stay.
const RELAXED: ParserOptions = Object.freeze({ relaxedHeaderValues: true })
const INSECURE: ParserOptions = Object.freeze({ lenient: ALL_LENIENCIES })

/** What the parser of the response accepts besides HTTP/1.1; null for nothing. */
function parserOptionsOf({ lenient, relaxedHeaderValues }: MessagePolicy): ParserOptions | null {
  if (lenient === 0) return relaxedHeaderValues ? RELAXED : null
  return lenient === ALL_LENIENCIES ? INSECURE : { lenient, relaxedHeaderValues }
}

/** How the request is written. Headers given as a list are sent as they are. */
function writeOptionsOf({ lenientValues }: MessagePolicy, { headers, uniqueHeaders }: RequestOptions): WriteOptions {
  const names = Array.isArray(headers) ? null : uniqueHeaderNames(uniqueHeaders)
  return names === null && !lenientValues ? DEFAULT_WRITE_OPTIONS : { ...DEFAULT_WRITE_OPTIONS, uniqueHeaders: names, lenientValues }
}
