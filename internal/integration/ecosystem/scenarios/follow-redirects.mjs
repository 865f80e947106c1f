/** follow-redirects. */
import { once } from 'node:events'
import follow from 'follow-redirects'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { check, protocol } = context
  const target = await startTarget(context)
  const { base } = target
  const client = follow[protocol]
  const send = async ({ url, method, headers, body, agent, timeout, signal, ...options }) => {
    const { hostname, port, pathname, search } = new URL(url)
    const request = client.request({ hostname, port, path: pathname + search, method, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) }, agent, ...options })
    if (timeout !== undefined) request.setTimeout(timeout, () => request.destroy(new Error('timeout')))
    signal?.addEventListener('abort', () => request.abort())
    const lost = new Promise((_, reject) => request.on('error', reject).on('abort', () => reject(new Error('aborted'))))
    request.end(body)
    const [response] = await Promise.race([once(request, 'response'), lost])
    return { status: response.statusCode, headers: response.headers, text: String(Buffer.concat(await response.toArray())), url: response.responseUrl, redirects: response.redirects?.map(({ statusCode }) => statusCode) }
  }
  await exerciseClient(context, target, send, { unzip: false })
  const redirected = await send({ url: `${base}/redirect?to=%2Fredirect`, method: 'GET', trackRedirects: true })
  check('the history', [redirected.url, redirected.redirects], [`${base}/echo?from=redirect`, [302, 302, 200]])
  const echo = async (status, method) => {
    const { method: last, body } = JSON.parse((await send({ url: `${base}/redirect?status=${status}&to=%2Fecho`, method, body: 'text' })).text)
    return `${last} ${body}`.trim()
  }
  check('methods and bodies', [await echo(302, 'POST'), await echo(303, 'PUT'), await echo(307, 'POST'), await echo(308, 'PUT')], ['GET', 'GET', 'POST text', 'PUT text'])
  check('too many', await send({ url: `${base}/redirect?to=%2Fredirect`, method: 'GET', maxRedirects: 1 }).catch(({ code }) => code), 'ERR_FR_TOO_MANY_REDIRECTS')
  check('a body that is too long', await send({ url: `${base}/upload`, method: 'POST', body: 'x'.repeat(100), maxBodyLength: 10 }).catch(({ code }) => code), 'ERR_FR_MAX_BODY_LENGTH_EXCEEDED')
  const other = await context.listen(context.createServer((req, res) => res.end(JSON.stringify(req.headers.authorization ?? null))))
  check('another host gets no authorisation', (await send({ url: `${base}/redirect?to=${encodeURIComponent(other)}`, method: 'GET', headers: { authorization: 'Basic eA==' } })).text, 'null')
}
