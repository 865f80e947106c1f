/** superagent. */
import { Writable } from 'node:stream'
import superagent from 'superagent'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { check } = context
  const target = await startTarget(context)
  const { base, count } = target
  await exerciseClient(context, target, async ({ url, method, headers = {}, body, agent, timeout, signal }) => {
    const request = superagent(method, url).set(headers).ok(() => true).buffer(true).parse(superagent.parse.image)
    if (agent !== undefined) request.agent(agent)
    if (timeout !== undefined) request.timeout(timeout)
    request.on('error', () => {})
    signal?.addEventListener('abort', () => void request.abort())
    const response = await (body === undefined ? request : request.send(body))
    return { status: response.status, headers: response.headers, text: String(response.body ?? '') }
  })
  check('retries', [(await superagent.get(`${base}/flaky`).retry(3)).text ?? '', count('/flaky')].slice(1), [3])
  const jar = superagent.agent()
  await jar.get(`${base}/cookie`)
  check('an agent with cookies', String((await jar.get(`${base}/cookies`).buffer(true).parse(superagent.parse.text)).text), 'a=1; b=2')
  const sent = await superagent.post(`${base}/hash-form`).field('name', 'value').attach('file', Buffer.alloc(100_000), 'a.bin')
  check('a form with a file', [sent.body.type, sent.body.size > 100_000], ['multipart/form-data', true])
  check('basic authorisation', (await superagent.get(`${base}/private`).auth('me', 'secret')).status, 200)
  let size = 0
  await new Promise((resolve, reject) => superagent.get(`${base}/large`).on('error', reject).pipe(new WritableCounter((length) => (size += length))).on('finish', resolve))
  check('a pipe', size, 1 << 20)
}

class WritableCounter extends Writable {
  constructor(count) {
    super()
    this.count = count
  }
  _write(chunk, _, done) {
    this.count(chunk.length)
    done()
  }
}
