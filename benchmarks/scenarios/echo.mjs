/** A JSON body of 1 KiB: read, parsed, serialized again and sent back. */
import { HTTP_DATE } from '../lib/check.mjs'
import { responseText } from '../lib/wire.mjs'

const BODY = jsonOfLength(1024)
const TYPE = 'application/json'

export default {
  request: { method: 'POST', path: '/echo', headers: { 'Content-Type': TYPE }, body: BODY },

  handle(request, response) {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      response.setHeader('Content-Type', TYPE)
      response.end(work(chunks))
    })
  },

  fetch: async (request) => new Response(JSON.stringify(await request.json()), { headers: { 'content-type': TYPE } }),

  work,

  rawResponse: () => responseText({ headers: [`Content-Type: ${TYPE}`], body: BODY }),

  expected: {
    statusCode: 200,
    status: 'HTTP/1.1 200 OK',
    headers: { 'content-type': TYPE, 'content-length': String(BODY.length), date: HTTP_DATE },
    body: BODY,
  },
}

/** What the program itself does with a body. */
function work(chunks) {
  return JSON.stringify(JSON.parse(Buffer.concat(chunks).toString()))
}

function jsonOfLength(length) {
  const notes = Array.from({ length: 8 }, (_, id) => ({ id, title: `note ${id}`, done: id % 2 === 0, tags: ['a', 'b'] }))
  const without = JSON.stringify({ notes, text: '' })
  return JSON.stringify({ notes, text: 'x'.repeat(length - without.length) })
}
