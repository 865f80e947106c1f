/**
 * Readings of header values where the llhttp of this package reads too little. Pure functions of a value.
 * What may live here: one function for each; docs/security.md lists them all.
 */

/** Whether a Connection header holds the option `close`. White space is SP and HTAB (RFC 9110 section 5.6.3). */
export function hasCloseOption(value: string): boolean {
  return value.split(',').some((option) => /^[ \t]*close[ \t]*$/i.test(option))
}

/** Whether a Transfer-Encoding ends with `chunked` and white space in which there is HTAB. */
export function hasTabAfterChunked(value: string): boolean {
  // Not by a search for /[ \t]*$/, which starts anew at every blank of the value.
  let end = value.length
  while (end > 0 && (value[end - 1] === ' ' || value[end - 1] === '\t')) end--
  return value.includes('\t', end) && /(^|[ \t,])chunked$/i.test(value.slice(0, end))
}
