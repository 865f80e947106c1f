/**
 * What `httpValidation`, `insecureHTTPParser`, `lenient` and `uniqueHeaders` mean: how the request is written and how strictly the response is read.
 * What may live here: pure functions of these options.
 */
import { Lenient, lenientFlags, type LenientFlag, type ParserOptions } from '@layered-http/parser/tape'
import { DEFAULT_WRITE_OPTIONS, uniqueHeaderNames, type WriteOptions } from '@layered-http/streams/port'
import type { ClientDefaults } from './family.js'
import type { RequestOptions } from './options.js'

export interface MessagePolicy {
  /** What the parser of the response accepts besides HTTP/1.1; null for nothing. */
  readonly parserOptions: ParserOptions | null
  /** How the request is written. */
  readonly writeOptions: WriteOptions
}

/** One object for all requests with it, so that they can share sockets and parsers. */
const INSECURE: ParserOptions = { lenient: Lenient.ALL }

/** Returns what the options mean. They were checked before. */
export function messagePolicy(options: RequestOptions, lenient: readonly LenientFlag[], defaults: ClientDefaults | undefined): MessagePolicy {
  const { headers, uniqueHeaders, httpValidation, insecureHTTPParser } = options
  const isInsecure = httpValidation === undefined ? (insecureHTTPParser ?? defaults?.insecureHTTPParser ?? false) : httpValidation === 'insecure'
  const isRelaxed = httpValidation === 'relaxed'
  // Headers given as a list are sent as they are.
  const names = Array.isArray(headers) ? null : uniqueHeaderNames(uniqueHeaders)
  const writeOptions = names === null && !isInsecure && !isRelaxed ? DEFAULT_WRITE_OPTIONS : { ...DEFAULT_WRITE_OPTIONS, uniqueHeaders: names, lenientValues: isInsecure || isRelaxed }
  if (!isRelaxed && lenient.length === 0) return isInsecure ? { parserOptions: INSECURE, writeOptions } : { parserOptions: null, writeOptions }
  return { parserOptions: { lenient: (isInsecure ? Lenient.ALL : 0) | lenientFlags(lenient), relaxedHeaderValues: isRelaxed }, writeOptions }
}
