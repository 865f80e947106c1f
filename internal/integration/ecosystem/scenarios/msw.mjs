/** msw. */
import axios from 'axios'
import { delay, http as rest, HttpResponse, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import { startTarget } from '../lib/target.mjs'

export async function run(context) {
  const { ask, check, cleanup, protocol } = context
  const { base } = await startTarget(context)
  check('before, a request goes to the network', (await ask(`${base}/port`)).status, 200)
  const host = `${protocol}://api.test`
  const server = setupServer(
    rest.get(`${host}/users/:id`, ({ params, request }) => HttpResponse.json({ ...params, page: new URL(request.url).searchParams.get('page') }, { headers: { 'x-mock': 'yes' } })),
    rest.post(`${host}/users`, async ({ request }) => HttpResponse.json({ got: await request.json() }, { status: 201 })),
    rest.get(`${host}/error`, () => HttpResponse.error()),
    rest.get(`${host}/delayed`, async () => {
      await delay(20)
      return HttpResponse.text('late')
    }),
    rest.get(`${host}/stream`, () => new HttpResponse(new ReadableStream({
      start(controller) {
        for (const text of ['a', 'b', 'c']) controller.enqueue(new TextEncoder().encode(text))
        controller.close()
      },
    }))),
    rest.get(`${base}/port`, () => passthrough()),
    rest.get(`${base}/large`, () => HttpResponse.text('mocked')),
  )
  server.listen({ onUnhandledRequest: 'bypass' })
  cleanup(() => server.close())
  const user = await ask(`${host}/users/7?page=2`)
  check('a reply', [user.status, user.headers['x-mock'], JSON.parse(user.text)], [200, 'yes', { id: '7', page: '2' }])
  const created = await axios.post(`${host}/users`, { name: 'a' }, { adapter: 'http', proxy: false })
  check('a body, with axios', [created.status, created.data], [201, { got: { name: 'a' } }])
  check('fetch', (await (await fetch(`${host}/users/8`)).json()).id, '8')
  check('an error', await ask(`${host}/error`).then(() => 'none', () => 'error'), 'error')
  check('a delay', (await ask(`${host}/delayed`)).text, 'late')
  check('a stream', (await ask(`${host}/stream`)).text, 'abc')
  check('passthrough', Number((await ask(`${base}/port`)).text) > 0, true)
  check('a request that nothing matches goes to the network', JSON.parse((await ask(`${base}/echo`, { method: 'POST', body: 'text' })).text).body, 'text')
  check('a mock of an address that exists', (await ask(`${base}/large`)).text, 'mocked')
  server.use(rest.get(`${host}/users/:id`, () => HttpResponse.text('other')))
  check('another handler', (await ask(`${host}/users/7`)).text, 'other')
  server.resetHandlers()
  const events = []
  server.events.on('response:mocked', ({ response }) => events.push(response.status))
  await ask(`${host}/users/7`)
  check('events', events, [200])
  server.close()
  check('after close, a request goes to the network', (await ask(`${base}/large`)).text.length, 1 << 20)
}
