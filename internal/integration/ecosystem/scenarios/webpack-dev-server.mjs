/** webpack-dev-server: bundles, static files, its proxy, and updates over a WebSocket. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import webpack from 'webpack'
import WebpackDevServer from 'webpack-dev-server'
import { WebSocket } from 'ws'

export async function run(context) {
  const { ask, check, cleanup, createServer, listen, protocol, secure, identity } = context
  const root = mkdtempSync(join(tmpdir(), 'ecosystem-webpack-'))
  cleanup(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'public'))
  writeFileSync(join(root, 'index.js'), "console.log('hello from the bundle')")
  writeFileSync(join(root, 'public/a.txt'), 'static')
  const target = await listen(createServer((req, res) => res.end(`target ${req.url}`)))
  const compiler = webpack({ context: root, entry: './index.js', mode: 'development', devtool: false, infrastructureLogging: { level: 'none' }, stats: 'none', cache: false })
  const server = new WebpackDevServer({ port: 'auto', host: 'localhost', open: false, allowedHosts: 'all', static: { directory: join(root, 'public'), watch: false }, server: secure ? { type: 'https', options: { ...identity } } : 'http', proxy: [{ context: ['/api'], target, secure: false }], historyApiFallback: false }, compiler)
  await server.start()
  cleanup(() => server.stop())
  const base = `${protocol}://localhost:${server.server.address().port}`
  const bundle = await ask(`${base}/main.js`)
  check('the bundle', [bundle.status, bundle.text.includes('hello from the bundle')], [200, true])
  check('a range of it', (await ask(`${base}/main.js`, { headers: { range: 'bytes=0-9' } })).body.length, 10)
  check('a static file', (await ask(`${base}/a.txt`)).text, 'static')
  check('the proxy', (await ask(`${base}/api/x`)).text, 'target /api/x')
  check('an unknown path', (await ask(`${base}/nothing`)).status, 404)
  const socket = new WebSocket(`${base.replace('http', 'ws')}/ws`, { origin: base })
  const types = []
  await new Promise((resolve) => socket.on('message', (data) => types.push(JSON.parse(data).type) && types.includes('ok') && resolve()))
  check('messages of the socket of updates', [types.includes('hot'), types.includes('hash')], [true, true])
  socket.close()
  await once(socket, 'close')
}
