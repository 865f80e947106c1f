/** A head of given lines, for messages without decisions about framing: 1xx responses, replies to bad requests, CONNECT. */

/** A name and the text of its value, both fit to be sent. */
export type FieldLine = readonly [name: string, value: string]

/**
 * Returns the first line, a line for each field, and the empty line. Checks nothing.
 *
 * @param firstLine - without its CRLF
 */
export function headText(firstLine: string, fields: Iterable<FieldLine> = []): string {
  let text = `${firstLine}\r\n`
  for (const [name, value] of fields) text += `${name}: ${value}\r\n`
  return `${text}\r\n`
}
