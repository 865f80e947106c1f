/**
 * The options of a request that hold for all of its exchanges.
 * What may live here: reading these options into the fields and the state of a new request.
 */
import { setWriteOptions } from '@layered-http/streams/port'
import type { HttpValidation } from './options.js'
import { messagePolicy } from './message-policy.js'
import { REQUEST_OPTIONS, type RequestExtras, type RequestOptions } from './options.js'
import type { RequestState } from './request-state.js'

/** Fields of a request that show its options. Node has the same. */
export interface RequestSettings {
  timeout?: number | undefined
  maxHeaderSize: number | undefined
  maxHeadersCount: number | null
  insecureHTTPParser: boolean | undefined
  httpValidation: HttpValidation | undefined
  joinDuplicateHeaders: boolean | undefined
}

/**
 * Checks the options and applies them. Returns those beyond Node.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export function applySettings(state: RequestState, options: RequestOptions): RequestExtras {
  const request: RequestSettings = state.request as unknown as RequestSettings
  if (options.timeout !== undefined) request.timeout = options.timeout
  if (options.maxHeaderSize !== undefined) REQUEST_OPTIONS.maxHeaderSize.check(options.maxHeaderSize)
  REQUEST_OPTIONS.insecureHTTPParser.check(options.insecureHTTPParser)
  REQUEST_OPTIONS.httpValidation.check(options.httpValidation, options)
  REQUEST_OPTIONS.joinDuplicateHeaders.check(options.joinDuplicateHeaders)
  const extras = REQUEST_OPTIONS.layered.check(options.layered)
  request.maxHeaderSize = options.maxHeaderSize
  request.maxHeadersCount = null
  request.insecureHTTPParser = options.insecureHTTPParser
  request.httpValidation = options.httpValidation
  request.joinDuplicateHeaders = options.joinDuplicateHeaders
  const { parserOptions, writeOptions } = messagePolicy(options, extras.lenient, state.family.defaults)
  state.parserOptions = parserOptions
  setWriteOptions(state.request, writeOptions)
  return extras
}
