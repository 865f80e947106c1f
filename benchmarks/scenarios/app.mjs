/** `app:NAME`: a small JSON document from a route with a parameter, in an app made with a framework (see `peers/app-server.mjs`). */
import { createHash } from 'node:crypto'
import hello from './hello.mjs'
import { responseText } from '../lib/wire.mjs'

const DOCUMENT = { id: '42', title: 'a note', done: false }
const BODY = JSON.stringify(DOCUMENT)
const TYPE = 'application/json; charset=utf-8'

/** Lines that a framework adds to a response. The floor must send the same bytes. */
const OWN_LINES = {
  express: ['X-Powered-By: Express', `ETag: ${weakTag(BODY)}`],
  fastify: [],
}

export default function app(name) {
  return {
    /** Returns the response of the route for the parameter in its path. */
    document: (id) => ({ ...DOCUMENT, id }),
    framework: name,
    request: { method: 'GET', path: '/notes/42', headers: {} },
    rawResponse: () => responseText({ headers: [...OWN_LINES[name], `Content-Type: ${TYPE}`], body: BODY }),
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
