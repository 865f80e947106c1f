/** stoppable. */
import { once } from 'node:events'
import stoppable from 'stoppable'

export async function run(context) {
  const { ask, check, createServer, module, makeAgent, urlOf } = context
  const start = async (grace) => {
    let finish
    const server = stoppable(createServer((req, res) => {
      if (req.url === '/wait') finish = () => res.end('finished')
      else if (req.url !== '/never') res.end('hello')
      server.emit('seen')
    }), grace)
    server.listen(0)
    await once(server, 'listening')
    return { server, base: urlOf(server), finish: () => finish() }
  }
  const stop = (server) => new Promise((resolve) => server.stop((error, gracefully) => resolve(gracefully)))
  const idle = await start(10_000)
  const agent = makeAgent()
  await ask(idle.base, { agent })
  check('an idle connection does not delay the stop', await stop(idle.server), true)
  const busy = await start(10_000)
  const request = module.get(`${busy.base}/wait`, { agent: makeAgent() })
  await once(busy.server, 'seen')
  const stopped = stop(busy.server)
  busy.finish()
  const [response] = await once(request, 'response')
  check('a request in work is finished', [String(Buffer.concat(await response.toArray())), await stopped], ['finished', true])
  const stuck = await start(50)
  const lost = module.get(`${stuck.base}/never`)
  lost.on('error', () => {})
  await once(stuck.server, 'seen')
  check('a request that never ends is cut after the grace', await stop(stuck.server), false)
  check('its client gets an error', lost.destroyed || (await once(lost, 'close')).length === 0, true)
  check('no connection is accepted after it', await ask(idle.base).catch(({ code, errors }) => code ?? errors[0].code), 'ECONNREFUSED')
}
