/** gaxios, the client of the Google APIs, on node-fetch. */
import { Readable } from 'node:stream'
import { request } from 'gaxios'
import fetch from 'node-fetch'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { check } = context
  const target = await startTarget(context)
  const { base, count } = target
  const options = { fetchImplementation: fetch, validateStatus: () => true, responseType: 'text', retry: false }
  await exerciseClient(context, target, async ({ url, method, headers, body, agent, timeout, signal }) => {
    const { status, headers: received, data } = await request({ ...options, url, method, headers, body, agent, timeout, signal })
    return { status, headers: Object.fromEntries(received), text: data }
  })
  check('retries', [(await request({ url: `${base}/flaky`, fetchImplementation: fetch, responseType: 'text', retryConfig: { retry: 3, retryDelay: 1 } })).data, count('/flaky')], ['at last', 3])
  check('JSON', (await request({ url: `${base}/echo`, method: 'POST', data: { a: 1 }, fetchImplementation: fetch })).data.body, '{"a":1}')
  check('an error', await request({ url: `${base}/missing`, fetchImplementation: fetch, retry: false }).catch(({ status }) => status), 404)
  const parts = [{ headers: new Headers({ 'content-type': 'application/json' }), content: '{}' }, { headers: new Headers({ 'content-type': 'text/plain' }), content: Readable.from(['text']) }]
  check('parts', (await request({ url: `${base}/hash-form`, method: 'POST', multipart: parts, fetchImplementation: fetch })).data.type, 'multipart/related')
}
