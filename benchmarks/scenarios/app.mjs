/** `app:NAME`: a small JSON document from a route with a parameter, in an app made with a framework (see `peers/app-server.mjs`). */
import hello from './hello.mjs'

const DOCUMENT = { id: '42', title: 'a note', done: false }
const BODY = JSON.stringify(DOCUMENT)

export default function app(name) {
  return {
    /** Returns the response of the route for the parameter in its path. */
    document: (id) => ({ ...DOCUMENT, id }),
    framework: name,
    request: { method: 'GET', path: '/notes/42', headers: {} },
    expected: {
      ...hello.expected,
      headers: { ...hello.expected.headers, 'content-type': 'application/json; charset=utf-8', 'content-length': String(BODY.length) },
      body: BODY,
    },
  }
}
