/* global document */
/** Reads the messages of a text or a file, and shows one line for each event. */
import { init, ParseError, RequestParser, ResponseParser } from '@layered-http/parser'

const output = document.querySelector('output')
/** Counts what was chosen: something that is read more slowly than the next does not replace it. */
let latest = 0

/** A file is read in pieces, so it may be larger than memory. */
async function show(blob) {
  const number = ++latest
  const isResponse = (await blob.slice(0, 5).text()) === 'HTTP/'
  const parser = isResponse ? new ResponseParser() : new RequestParser()
  const lines = []
  try {
    for await (const chunk of blob.stream()) for (const event of parser.parse(chunk)) lines.push(describe(event))
    for (const event of parser.finish()) lines.push(describe(event))
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    lines.push(`${error.code}: ${error.reason}, at byte ${parser.bytesRead}`)
  }
  if (number === latest) output.textContent = lines.join('\n')
}

function describe(event) {
  switch (event.type) {
    case 'head':
      return [event.method ?? event.statusCode, event.url ?? event.reason, ...event.headers.map(([name, value]) => `\n  ${name}: ${value}`)].join(' ')
    case 'body':
      return `body, ${event.data.length} bytes`
    default:
      return event.type
  }
}

// Some browsers refuse to compile WebAssembly of this size synchronously on the main thread.
await init()
// A text area has LF at the end of a line; HTTP has CRLF.
document.querySelector('#text').addEventListener('input', ({ target }) => show(new Blob([target.value.replaceAll('\n', '\r\n')])))
document.querySelector('#file').addEventListener('change', ({ target }) => target.files.length > 0 && show(target.files[0]))
output.textContent = 'Ready.'
