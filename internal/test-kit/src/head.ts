/** The head of a message, as a parser hands it on. */
export interface Head {
  text: string
  /** Four positions for each field: start and end of the name, start and end of the value. */
  spans: number[]
}

/** Returns a head with these fields. Its text is in one piece of memory, as a parser makes it. */
export function headOf(fields: readonly (readonly [name: string, value: string])[], startLine = 'GET / HTTP/1.1'): Head {
  let text = `${startLine}\r\n`
  const spans: number[] = []
  for (const [name, value] of fields) {
    const start = text.length
    const valueStart = start + name.length + 2
    text += `${name}: ${value}\r\n`
    spans.push(start, start + name.length, valueStart, valueStart + value.length)
  }
  return { text: Buffer.from(text).toString(), spans }
}
