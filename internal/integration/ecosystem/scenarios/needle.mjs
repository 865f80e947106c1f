/** needle. */
import needle from 'needle'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { check, cleanup } = context
  const target = await startTarget(context)
  const { base } = target
  cleanup(() => {})
  await exerciseClient(context, target, async ({ url, method, headers, body, agent, timeout, signal }) => {
    const { statusCode, headers: received, body: text } = await needle(method.toLowerCase(), url, body ?? null, { headers, agent, signal, parse_response: false, decode_response: false, follow_max: 5, compressed: url.endsWith('/gzip'), ...(timeout === undefined ? {} : { response_timeout: timeout }) })
    return { status: statusCode, headers: received, text: String(text) }
  }, { cut: false })
  check('JSON', (await needle('post', `${base}/echo`, { a: 1 }, { json: true })).body.body, '{"a":1}')
  check('a form', (await needle('post', `${base}/echo`, { a: '1', b: ['2', '3'] })).body.body, 'a=1&b[0]=2&b[1]=3'.replaceAll('[0]', '[]').replaceAll('[1]', '[]'))
  const sent = await needle('post', `${base}/hash-form`, { file: { buffer: Buffer.alloc(50_000), filename: 'a.bin', content_type: 'application/octet-stream' } }, { multipart: true })
  check('a form with a file', [sent.body.type, sent.body.size > 50_000], ['multipart/form-data', true])
  let size = 0
  for await (const chunk of needle.get(`${base}/large`, { headers: {} })) size += chunk.length
  check('a stream', size, 1 << 20)
  check('basic authorisation', (await needle('get', `${base}/private`, { username: 'me', password: 'secret' })).statusCode, 200)
  const cookie = await needle('get', `${base}/cookie`)
  check('cookies', cookie.cookies, { a: '1', b: '2' })
}
