/** axios with its http adapter. */
import axios from 'axios'
import FormData from 'form-data'
import { exerciseClient, startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { check, makeAgent } = context
  const target = await startTarget(context)
  const { base } = target
  const client = axios.create({ adapter: 'http', proxy: false, validateStatus: null, maxBodyLength: Infinity, responseType: 'text', transformResponse: (text) => text })
  const agents = (agent) => (agent === undefined ? {} : { httpAgent: agent, httpsAgent: agent })
  await exerciseClient(context, target, async ({ url, method, headers, body, agent, timeout, signal }) => {
    const { status, headers: received, data } = await client.request({ url, method, headers, data: body, timeout, signal, ...agents(agent) })
    return { status, headers: received, text: data }
  })
  const form = new FormData()
  form.append('field', 'value')
  form.append('file', Buffer.alloc(200_000), { filename: 'a.bin' })
  const sent = await axios.post(`${base}/hash-form`, form, { adapter: 'http', proxy: false })
  check('a form as a stream', [sent.data.type, sent.data.size > 200_000], ['multipart/form-data', true])
  const stream = await axios.get(`${base}/large`, { adapter: 'http', proxy: false, responseType: 'stream' })
  let size = 0
  for await (const chunk of stream.data) size += chunk.length
  check('a response as a stream', size, 1 << 20)
  let progress = 0
  await axios.post(`${base}/upload`, Buffer.alloc(500_000), { adapter: 'http', proxy: false, onUploadProgress: ({ loaded }) => (progress = loaded), ...agents(makeAgent()) })
  check('progress of an upload', progress, 500_000)
  check('basic authorisation', (await client.get(`${base}/private`, { auth: { username: 'me', password: 'secret' } })).data, 'private')
  const limit = await axios.get(`${base}/large`, { adapter: 'http', proxy: false, maxContentLength: 1000 }).catch(({ code }) => code)
  check('a limit of a response', limit, 'ERR_BAD_RESPONSE')
  const redirects = await axios.get(`${base}/redirect?to=%2Fredirect`, { adapter: 'http', proxy: false, maxRedirects: 1 }).catch(({ code }) => code)
  check('a limit of redirections', redirects, 'ERR_FR_TOO_MANY_REDIRECTS')
  check('307 repeats the body', (await client.post(`${base}/redirect?status=307&to=%2Fecho`, 'text')).status, 200)
  const seen = []
  const intercepted = axios.create({ adapter: 'http', proxy: false })
  intercepted.interceptors.request.use((config) => (seen.push('request'), config))
  intercepted.interceptors.response.use((response) => (seen.push('response'), response))
  await intercepted.get(`${base}/port`)
  check('interceptors', seen, ['request', 'response'])
}
