/** `app:NAME`: a small JSON document from a route with a parameter, in an app made with a framework (see `peers/app-server.mjs`). */
import { createHash } from 'node:crypto'
import hello from './hello.mjs'
import { responseText } from '../lib/wire.mjs'

const DOCUMENT = { id: '42', title: 'a note', done: false }
const BODY = JSON.stringify(DOCUMENT)
const TYPE = 'application/json; charset=utf-8'

/** How the response of a framework differs from that of a plain server. The floor must send as many bytes. */
const DIFFERENCES = {
  express: { lines: ['X-Powered-By: Express', `ETag: ${weakTag(BODY)}`] },
  fastify: { lines: [], keepAliveSeconds: 72 },
}

export default function app(name) {
  const { lines, keepAliveSeconds } = DIFFERENCES[name]
  return {
    /** Returns the response of the route for the parameter in its path. */
    document: (id) => ({ ...DOCUMENT, id }),
    framework: name,
    request: { method: 'GET', path: '/notes/42', headers: {} },
    rawResponse: () => responseText({ headers: [...lines, `Content-Type: ${TYPE}`], body: BODY, keepAliveSeconds }),
    expected: {
      ...hello.expected,
      headers: { ...hello.expected.headers, 'content-type': TYPE, 'content-length': String(BODY.length) },
      body: BODY,
    },
  }
}

/** Returns the ETag that Express gives to a body: its length and hash. */
function weakTag(body) {
  return `W/"${body.length.toString(16)}-${createHash('sha1').update(body).digest('base64').slice(0, 27)}"`
}
