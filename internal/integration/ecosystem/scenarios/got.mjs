/** got. */
import { pipeline } from 'node:stream/promises'
import { PassThrough, Readable } from 'node:stream'
import got from 'got'
import { CookieJar } from 'tough-cookie'
import { digest, LINES } from '../lib/app.mjs'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { check, protocol } = context
  const target = await startTarget(context)
  const { base, count } = target
  await exerciseClient(context, target, async ({ url, method, headers, body, agent, timeout, signal }) => {
    const { statusCode, headers: received, body: text } = await got(url, { method, headers, body, signal, throwHttpErrors: false, retry: { limit: 0 }, ...(timeout === undefined ? {} : { timeout: { request: timeout } }), ...(agent === undefined ? {} : { agent: { [protocol]: agent } }) })
    return { status: statusCode, headers: received, text }
  })
  check('retries', [await got(`${base}/flaky`, { retry: { limit: 3, backoffLimit: 1 } }).text(), count('/flaky')], ['at last', 3])
  const cookieJar = new CookieJar()
  await got(`${base}/cookie`, { cookieJar })
  check('a jar of cookies', await got(`${base}/cookies`, { cookieJar }).text(), 'a=1; b=2')
  const upload = got.stream.post(`${base}/upload`)
  const received = new PassThrough()
  await Promise.all([pipeline(Readable.from(LINES), upload, received), received.resume()])
  check('a stream both ways', count('/upload') > 0, true)
  check('a stream down', (await digest(got.stream(`${base}/large`))).size, 1 << 20)
  check('pages', await got.paginate.all(`${base}/echo`, { pagination: { stackAllItems: true, transform: ({ body }) => [JSON.parse(body).url], paginate: ({ allItems }) => (allItems.length < 3 ? { searchParams: { page: allItems.length } } : false) } }), ['/echo', '/echo?page=1', '/echo?page=2'])
  const { timings } = await got(`${base}/port`)
  check('timings', ['start', 'socket', 'lookup', 'connect', 'upload', 'response', 'end'].filter((name) => typeof timings[name] !== 'number'), [])
  check('HTTP errors', await got(`${base}/missing`, { retry: { limit: 0 } }).catch(({ code }) => code), 'ERR_NON_2XX_3XX_RESPONSE')
  const progress = []
  await got(`${base}/large`).on('downloadProgress', ({ percent }) => progress.push(percent))
  check('progress of a download', progress.at(-1), 1)
}
