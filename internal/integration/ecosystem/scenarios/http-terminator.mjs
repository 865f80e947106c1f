/** http-terminator. */
import { once } from 'node:events'
import { createHttpTerminator } from 'http-terminator'

export async function run(context) {
  const { ask, check, createServer, module, makeAgent, urlOf } = context
  const start = async (grace) => {
    const waiting = []
    const server = createServer((req, res) => {
      if (req.url === '/wait') waiting.push(res)
      else if (req.url === '/begun') res.write('begun')
      else res.end('hello')
      server.emit('seen')
    })
    server.listen(0)
    await once(server, 'listening')
    return { server, base: urlOf(server), waiting, terminator: createHttpTerminator({ server, gracefulTerminationTimeout: grace }) }
  }
  const first = await start(5000)
  const agent = makeAgent()
  await ask(first.base, { agent })
  const request = module.get(`${first.base}/wait`, { agent: makeAgent() })
  await once(first.server, 'seen')
  const done = first.terminator.terminate()
  first.waiting[0].end('finished')
  const [response] = await once(request, 'response')
  check('a request in work is finished, and its connection closed', [String(Buffer.concat(await response.toArray())), response.headers.connection], ['finished', 'close'])
  await done
  check('the server is closed', first.server.listening, false)
  const stuck = await start(50)
  const begun = module.get(`${stuck.base}/begun`)
  const [half] = await once(begun, 'response')
  half.on('error', () => {}).resume()
  begun.on('error', () => {})
  await stuck.terminator.terminate()
  if (!half.closed) await new Promise((resolve) => half.once('close', resolve))
  check('a response that never ends is cut', [stuck.server.listening, half.complete], [false, false])
}
