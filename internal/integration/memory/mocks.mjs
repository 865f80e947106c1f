/** nock and msw beside a dispatcher, with the preload: `node --import @layered-http/compat-node-http/register mocks.mjs nock`, or `msw`. */
import http from 'node:http'
import { memoryNetwork, setDispatcher } from '@layered-http/compat-node-http/testing'
import axios from 'axios'
import { check, checkNoSockets } from './check.mjs'

const get = async (url) => (await axios.get(url, { adapter: 'http', proxy: false })).data
const network = memoryNetwork()
network.serve('http://memory.test', (req, res) => res.end('memory'))

const MOCKS = {
  async nock() {
    const { default: nock } = await import('nock')
    nock('http://mocked.test').persist().get('/').reply(200, 'nock')
    return () => nock.restore()
  },
  async msw() {
    const [{ http: rest, HttpResponse }, { setupServer }] = await Promise.all([import('msw'), import('msw/node')])
    const server = setupServer(rest.get('http://mocked.test/', () => HttpResponse.text('msw')))
    server.listen({ onUnhandledRequest: 'bypass' })
    return () => server.close()
  },
}

const name = process.argv[2]
check('the preload is on', new http.Agent() instanceof Object.getPrototypeOf(network.agent.constructor), true)
const end = await MOCKS[name]()
check(`${name} mocks`, await get('http://mocked.test/'), name)
const restore = setDispatcher(({ url }) => (network.knows(url) ? network : undefined))
check(`${name} mocks while a dispatcher is set`, await get('http://mocked.test/'), name)
check(`requests that ${name} does not know are dispatched`, await get('http://memory.test/'), 'memory')
restore()
end()
setDispatcher(() => ({ body: 'dispatcher' }))
check(`after ${name}, a dispatcher answers`, await get('http://mocked.test/'), 'dispatcher')
checkNoSockets()
process.exit()
