/** Steps with the global fetch, a client that is independent of this project. */
import { expect, expectFile } from './expect.mjs'

export function fetchSteps(port) {
  const url = (path) => `http://127.0.0.1:${port}${path}`

  return [
    {
      what: 'fetch: POST /sum {"numbers":[7,8,9]}',
      async run(signal) {
        const body = JSON.stringify({ numbers: [7, 8, 9] })
        const res = await fetch(url('/sum'), { method: 'POST', body, headers: { 'Content-Type': 'application/json' }, signal })
        const answer = await res.text()
        expect('status', res.status, 200)
        expect('type', res.headers.get('content-type'), 'application/json; charset=utf-8')
        expect('body', answer, '{"sum":24}')
        return `200 ${answer}`
      },
    },
    {
      what: 'fetch: GET /file',
      async run(signal) {
        const res = await fetch(url('/file'), { signal })
        const body = Buffer.from(await res.arrayBuffer())
        expect('status', res.status, 200)
        expect('length', res.headers.get('content-length'), String(body.length))
        return `200, ${await expectFile(body)}`
      },
    },
  ]
}
