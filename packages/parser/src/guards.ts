/**
 * Guards: checks that the llhttp of this package lacks. docs/security.md lists them all.
 * What may live here: which guards are on, and one pure function for each kind of header value that is read.
 */
import { Lenient } from './constants.js'
import { Fact, Guard } from './state.js'

/** Returns the guards of a parser, as a sum. A guard is off when the caller asked for leniency of its kind. */
export function guardsFor(lenient: number, strict: boolean): number {
  return (
    (strict ? Guard.STRICT : 0) |
    ((lenient & Lenient.OPTIONAL_LF_AFTER_CR) === 0 ? Guard.STATUS_LINE : 0) |
    ((lenient & Lenient.OPTIONAL_CR_BEFORE_LF) === 0 ? Guard.REQUEST_LINE : 0) |
    ((lenient & Lenient.TRANSFER_ENCODING) === 0 ? Guard.CODING : 0)
  )
}

/** Returns the options of a Connection header that matter here, as facts. White space is SP and HTAB (RFC 9110 section 5.6.3). */
export function connectionOptions(value: string): number {
  let facts = 0
  for (const member of value.split(',')) {
    const option = OPTION.exec(member)
    if (option !== null) facts |= FACT_OF_OPTION[option[1]!.toLowerCase() as keyof typeof FACT_OF_OPTION]
  }
  return facts
}

const OPTION = /^[ \t]*(close|keep-alive|upgrade)[ \t]*$/i
const FACT_OF_OPTION = { close: Fact.CLOSES, 'keep-alive': Fact.KEEPS_ALIVE, upgrade: Fact.OFFERS_UPGRADE } as const

/** True if a Transfer-Encoding ends with `chunked` and white space that contains HTAB. */
export function hasTabAfterChunked(value: string): boolean {
  // Not by /[ \t]*$/: it starts again at each blank, which takes quadratic time.
  let end = value.length
  while (end > 0 && (value[end - 1] === ' ' || value[end - 1] === '\t')) end--
  return value.includes('\t', end) && /(^|[ \t,])chunked$/i.test(value.slice(0, end))
}
