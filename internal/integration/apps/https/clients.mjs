/** axios, got and undici against one https server: agents, large bodies, redirects, untrusted certificates. */
import { createHash } from 'node:crypto'
import https from 'node:https'
import { buffer } from 'node:stream/consumers'
import axios from 'axios'
import got from 'got'
import { Agent, fetch, request } from 'undici'
import { ca, identity, serving } from './serving.mjs'

const LARGE = Buffer.alloc(3_000_000, 'abcdefg')
const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex')

export async function run(check) {
  const server = https.createServer(identity, async (req, res) => {
    if (req.url === '/redirect') res.writeHead(302, { location: '/large' }).end()
    else if (req.url === '/large') res.end(LARGE)
    else if (req.url === '/port') res.end(String(req.socket.remotePort))
    else res.end(hashOf(await buffer(req)))
  })
  await serving(server, async (base) => {
    const agent = new https.Agent({ ca, keepAlive: true, maxSockets: 1 })
    const dispatcher = new Agent({ connect: { ca }, connections: 1 })
    const clients = {
      axios: {
        get: async (url) => Buffer.from((await axios.get(url, { httpsAgent: agent, responseType: 'arraybuffer' })).data),
        post: async (url, body) => Buffer.from((await axios.post(url, body, { httpsAgent: agent, responseType: 'arraybuffer', maxBodyLength: Infinity })).data),
        distrusts: () => axios.get(base, { httpsAgent: new https.Agent() }).catch(({ code }) => code),
      },
      got: {
        get: (url) => got(url, { agent: { https: agent }, https: { certificateAuthority: ca } }).buffer(),
        post: (url, body) => got.post(url, { body, agent: { https: agent }, https: { certificateAuthority: ca } }).buffer(),
        distrusts: () => got(base, { retry: { limit: 0 } }).catch(({ code }) => code),
      },
      'undici fetch': {
        get: async (url) => Buffer.from(await (await fetch(url, { dispatcher })).arrayBuffer()),
        post: async (url, body) => Buffer.from(await (await fetch(url, { dispatcher, method: 'POST', body })).arrayBuffer()),
        distrusts: () => fetch(base).catch(({ cause }) => cause.code),
      },
      'undici request': {
        get: async (url) => Buffer.from(await (await request(url.replace('/redirect', '/large'), { dispatcher })).body.arrayBuffer()),
        post: async (url, body) => Buffer.from(await (await request(url, { dispatcher, method: 'POST', body })).body.arrayBuffer()),
        distrusts: () => request(base).catch(({ code }) => code),
      },
    }
    for (const [name, { get, post, distrusts }] of Object.entries(clients)) {
      check(`${name}: one connection for two requests`, String(await get(`${base}/port`)), String(await get(`${base}/port`)))
      check(`${name}: a large body, by a redirection`, hashOf(await get(`${base}/redirect`)), hashOf(LARGE))
      check(`${name}: a large body sent`, String(await post(`${base}/hash`, LARGE)), hashOf(LARGE))
      check(`${name}: a certificate that it does not trust`, await distrusts(), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    }
    agent.destroy()
    await dispatcher.close()
  })
}
