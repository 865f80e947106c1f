/** Reads what a message wrote as the most careless peer would: which lines its heads and trailers have. */

/** The lines of the heads and of the trailers, without start lines. */
export interface Lines {
  fields: string[]
  trailers: string[]
}

/** Returns the lines in `written`: of every interim head, of the final one, and of the trailers if the body is chunked. CR, LF and NUL alone end a line, too. */
export function linesOf(written: string): Lines {
  const fields: string[] = []
  for (let at = 0; ; ) {
    const end = written.indexOf('\r\n\r\n', at)
    if (end === -1) return { fields, trailers: [] }
    const [start, ...lines] = written.slice(at, end).split(/\r\n|[\r\n\0]/)
    fields.push(...lines)
    at = end + '\r\n\r\n'.length
    if (/^HTTP\/1\.1 1(?!01)/.test(start!)) continue
    return { fields, trailers: lines.some((line) => /^transfer-encoding: *chunked$/i.test(line)) ? trailersOf(written, at) : [] }
  }
}

/** Returns the lines after the last chunk; none if a chunk is malformed. */
function trailersOf(written: string, at: number): string[] {
  for (;;) {
    const end = written.indexOf('\r\n', at)
    const size = end === -1 ? NaN : Number.parseInt(written.slice(at, end), 16)
    if (Number.isNaN(size)) return []
    at = end + '\r\n'.length
    if (size === 0) return written.slice(at).split(/\r\n|[\r\n\0]/).filter((line) => line !== '')
    at += size + '\r\n'.length
  }
}
