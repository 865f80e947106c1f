/** Vite's development server: modules, hot updates over a WebSocket, its proxy, and a built page in preview. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, createServer as createVite, preview } from 'vite'
import { WebSocket } from 'ws'

export async function run(context) {
  const { ask, check, cleanup, createServer, listen, protocol, secure, identity } = context
  const root = mkdtempSync(join(tmpdir(), 'ecosystem-vite-'))
  cleanup(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'public'))
  writeFileSync(join(root, 'index.html'), '<div id="app"></div><script type="module" src="/main.ts"></script>')
  writeFileSync(join(root, 'main.ts'), "import './style.css'\nconst text: string = 'hello'\nconsole.log(text)\n")
  writeFileSync(join(root, 'style.css'), 'p { color: red }')
  writeFileSync(join(root, 'public/a.bin'), Buffer.alloc(100_000))
  const target = await listen(createServer((req, res) => res.end(`target ${req.url}`)))
  const https = secure ? { https: identity } : {}
  const options = { root, logLevel: 'silent', configFile: false, cacheDir: join(root, 'cache') }
  const vite = await createVite({ ...options, server: { port: 0, host: 'localhost', ...https, proxy: { '/api': { target, changeOrigin: true } }, watch: null } })
  await vite.listen()
  cleanup(() => vite.close())
  const base = `${protocol}://localhost:${vite.httpServer.address().port}`
  const html = await ask(`${base}/`, { headers: { accept: 'text/html' } })
  check('the page', [html.status, html.text.includes('/@vite/client')], [200, true])
  const module = await ask(`${base}/main.ts`)
  check('a module of TypeScript', [module.status, module.headers['content-type'], module.text.includes('const text = "hello"')], [200, 'text/javascript', true])
  check('304', (await ask(`${base}/main.ts`, { headers: { 'if-none-match': module.headers.etag } })).status, 304)
  check('a style as a module', (await ask(`${base}/style.css`, { headers: { accept: '*/*', 'sec-fetch-dest': 'script' } })).status, 200)
  check('a public file', (await ask(`${base}/a.bin`)).body.length, 100_000)
  check('a range of it', (await ask(`${base}/a.bin`, { headers: { range: 'bytes=0-9' } })).status, 206)
  check('the proxy', (await ask(`${base}/api/x`)).text, 'target /api/x')
  const socket = new WebSocket(`${base.replace('http', 'ws')}/?token=${vite.config.webSocketToken}`, 'vite-hmr', { origin: base })
  check('the socket of updates', JSON.parse((await once(socket, 'message'))[0]).type, 'connected')
  vite.ws.send({ type: 'full-reload' })
  check('an update', JSON.parse((await once(socket, 'message'))[0]).type, 'full-reload')
  socket.close()
  await build({ ...options, build: { outDir: join(root, 'dist') } })
  const previewed = await preview({ ...options, build: { outDir: join(root, 'dist') }, preview: { port: 0, host: 'localhost', ...https } })
  cleanup(() => previewed.close())
  const page = await ask(`${protocol}://localhost:${previewed.httpServer.address().port}/`, { headers: { accept: 'text/html' } })
  check('the built page', [page.status, /assets\/index-.*\.js/.test(page.text)], [200, true])
}
