/** `node own-keys.mjs > own-keys26.json`, run by Node 26: the enumerable string keys of its objects, before and after an exchange. */
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Returns the keys of the objects of an exchange with `http`. */
export async function ownKeys(http) {
  const keys = {}
  const see = (name, object) => {
    keys[name] = Object.keys(object)
  }
  const server = http.createServer((req, res) => {
    see('IncomingMessage', req)
    see('ServerResponse', res)
    res.end('x')
    see('ServerResponse, ended', res)
  })
  see('Server', server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const agent = new http.Agent({ keepAlive: true })
  see('Agent', agent)
  const request = http.get({ host: '127.0.0.1', port: server.address().port, agent })
  see('ClientRequest', request)
  const [response] = await once(request, 'response')
  see('IncomingMessage of a client', response)
  response.resume()
  await once(request, 'close')
  see('ClientRequest, closed', request)
  see('Server, after a response', server)
  see('Agent, after a response', agent)
  agent.destroy()
  server.closeAllConnections()
  server.close()
  return keys
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${JSON.stringify(await ownKeys(process.getBuiltinModule('http')), null, 1)}\n`)
