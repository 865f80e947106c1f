/**
 * Guards: where the llhttp of this package reads too little. docs/security.md lists them all.
 * What may live here: which of them are on, and the readings of header values, one pure function for each.
 */
import { Lenient } from './constants.js'
import { Fact, Guard } from './state.js'

/** The guards of a parser, as a sum: each is off where the caller asked for leniency of its kind. */
export function guardsFor(lenient: number): number {
  return (
    ((lenient & Lenient.OPTIONAL_LF_AFTER_CR) === 0 ? Guard.STATUS_LINE : 0) |
    ((lenient & Lenient.OPTIONAL_CR_BEFORE_LF) === 0 ? Guard.REQUEST_LINE : 0) |
    ((lenient & Lenient.TRANSFER_ENCODING) === 0 ? Guard.CODING : 0)
  )
}

/** The options of a Connection header that matter here, as facts. White space is SP and HTAB (RFC 9110 section 5.6.3). */
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

/** Whether a Transfer-Encoding ends with `chunked` and white space in which there is HTAB. */
export function hasTabAfterChunked(value: string): boolean {
  // Not by a search for /[ \t]*$/, which starts anew at every blank of the value.
  let end = value.length
  while (end > 0 && (value[end - 1] === ' ' || value[end - 1] === '\t')) end--
  return value.includes('\t', end) && /(^|[ \t,])chunked$/i.test(value.slice(0, end))
}
