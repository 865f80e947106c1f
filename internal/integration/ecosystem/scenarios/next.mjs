/** Next.js with a custom server: pages, an API route, static files, in development. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import next from 'next'

const HERE = fileURLToPath(new URL('..', import.meta.url))

export async function run(context) {
  const { ask, check, cleanup, createServer, listen } = context
  const root = mkdtempSync(join(HERE, '.next-'))
  cleanup(() => rmSync(root, { recursive: true, force: true }))
  for (const folder of ['pages/api', 'public']) mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "private": true }')
  writeFileSync(join(root, 'next.config.js'), 'module.exports = { poweredByHeader: false, experimental: { cpus: 1 } }')
  writeFileSync(join(root, 'pages/index.js'), "export async function getServerSideProps({ query }) { return { props: { name: query.name ?? 'nobody' } } }\nexport default function Page({ name }) { return <p id='a'>hello {name}</p> }\n")
  writeFileSync(join(root, 'pages/api/echo.js'), 'export default (req, res) => { res.setHeader("x-echo", "yes"); res.status(201).json({ method: req.method, body: req.body, query: req.query }) }\n')
  writeFileSync(join(root, 'pages/api/stream.js'), 'export default (req, res) => { for (let i = 0; i < 100; i++) res.write(`line ${i}\\n`); res.end() }\n')
  writeFileSync(join(root, 'pages/api/redirect.js'), 'export default (req, res) => res.redirect(307, "/api/echo")\n')
  writeFileSync(join(root, 'public/a.txt'), 'static')
  symlinkSync(join(HERE, 'node_modules'), join(root, 'node_modules'))
  const app = next({ dev: true, dir: root, quiet: true, webpack: true, hostname: 'localhost', port: 3000 })
  await app.prepare()
  cleanup(() => app.close())
  const handle = app.getRequestHandler()
  const base = await listen(createServer((req, res) => handle(req, res)))
  const page = await ask(`${base}/?name=you`)
  check('a page that the server renders', [page.status, /hello (<!-- -->)?you/.test(page.text)], [200, true])
  const echo = await ask(`${base}/api/echo?a=1`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"b":2}' })
  check('an API route', [echo.status, echo.headers['x-echo'], JSON.parse(echo.text)], [201, 'yes', { method: 'POST', body: { b: 2 }, query: { a: '1' } }])
  check('a stream', (await ask(`${base}/api/stream`)).text.length, 790)
  check('a redirection', (await ask(`${base}/api/redirect`)).headers.location, '/api/echo')
  check('a static file', (await ask(`${base}/a.txt`)).text, 'static')
  check('an unknown path', (await ask(`${base}/nothing`)).status, 404)
  check('compression', (await fetch(`${base}/?name=you`, { headers: { 'accept-encoding': 'gzip' } })).headers.get('content-encoding'), 'gzip')
}
