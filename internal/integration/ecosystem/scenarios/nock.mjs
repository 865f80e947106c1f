/** nock. */
import axios from 'axios'
import got from 'got'
import nock from 'nock'
import { startTarget } from '../lib/target.mjs'

export const sides = ['server', 'client']

export async function run(context) {
  const { ask, check, cleanup, protocol } = context
  const { base } = await startTarget(context)
  check('before, a request goes to the network', (await ask(`${base}/port`)).status, 200)
  const host = `${protocol}://api.test`
  cleanup(() => nock.restore())
  cleanup(() => nock.cleanAll())
  if (!nock.isActive()) nock.activate()
  nock(host).get('/users').query({ page: '2' }).reply(200, [{ id: 1 }], { 'x-mock': 'yes' })
  const users = await ask(`${host}/users?page=2`)
  check('a reply', [users.status, users.headers['x-mock'], JSON.parse(users.text)], [200, 'yes', [{ id: 1 }]])
  nock(host, { reqheaders: { authorization: 'Bearer x' } }).post('/users', { name: 'a' }).reply(201, { id: 2 })
  const created = await axios.post(`${host}/users`, { name: 'a' }, { adapter: 'http', proxy: false, headers: { authorization: 'Bearer x' } })
  check('a body and fields that match, with axios', [created.status, created.data], [201, { id: 2 }])
  nock(host).get('/flaky').times(2).reply(503).get('/flaky').reply(200, 'at last')
  check('replies in turn, with got', await got(`${host}/flaky`, { retry: { limit: 3, backoffLimit: 1 } }).text(), 'at last')
  nock(host).get('/error').replyWithError(Object.assign(new Error('no'), { code: 'ECONNRESET' }))
  check('an error', await ask(`${host}/error`).catch(({ code }) => code), 'ECONNRESET')
  nock(host).get('/delayed').delay(20).reply(200, 'late')
  check('a delay', (await ask(`${host}/delayed`)).text, 'late')
  nock(host).get('/binary').reply(200, Buffer.from([0, 255, 128]))
  check('bytes', (await ask(`${host}/binary`)).body, Buffer.from([0, 255, 128]))
  const scope = nock(host).get('/fetched').reply(200, { fetched: true })
  check('fetch', await (await fetch(`${host}/fetched`)).json(), { fetched: true })
  check('a scope is done', scope.isDone(), true)
  nock.disableNetConnect()
  const refused = await ask(`${host}/other`)
  check('a request that nothing matches', [refused.status, JSON.parse(refused.text).code], [501, 'ERR_NOCK_NO_MATCH'])
  nock.enableNetConnect()
  nock.cleanAll()
  check('a request to the network while it is active', (await ask(`${base}/port`)).status, 200)
  nock.restore()
  check('after restore, a request goes to the network', (await ask(`${base}/port`)).status, 200)
}
