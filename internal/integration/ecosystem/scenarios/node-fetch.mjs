/** node-fetch. */
import { Readable } from 'node:stream'
import fetch, { FormData, Blob } from 'node-fetch'
import { digest, LINES } from '../lib/app.mjs'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { check } = context
  const target = await startTarget(context)
  const { base } = target
  await exerciseClient(context, target, async ({ url, method, headers, body, agent, signal }) => {
    const response = await fetch(url, { method, headers, body, agent, signal })
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
  }, { timeouts: false })
  const form = new FormData()
  form.append('file', new Blob([Buffer.alloc(100_000)]), 'a.bin')
  const sent = await (await fetch(`${base}/hash-form`, { method: 'POST', body: form })).json()
  check('a form', [sent.type, sent.size > 100_000], ['multipart/form-data', true])
  check('a body that is a stream', await (await fetch(`${base}/upload`, { method: 'POST', body: Readable.from(LINES.map((line) => Buffer.from(line))) })).json(), await digest(LINES))
  check('a response as a stream', (await digest((await fetch(`${base}/large`)).body)).size, 1 << 20)
  check('redirections that are not followed', [(await fetch(`${base}/redirect`, { redirect: 'manual' })).status, await fetch(`${base}/redirect`, { redirect: 'error' }).catch(({ name }) => name)], [302, 'FetchError'])
  check('a limit of a response', await (await fetch(`${base}/large`, { size: 1000 })).text().catch(({ type }) => type), 'max-size')
}
