/** serve-static. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import serveStatic from 'serve-static'
import { digest } from '../lib/app.mjs'

export async function run(context) {
  const { ask, check, cleanup, createServer, listen, module, makeAgent } = context
  const folder = mkdtempSync(join(tmpdir(), 'ecosystem-'))
  cleanup(() => rmSync(folder, { recursive: true }))
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251))
  writeFileSync(join(folder, 'a.bin'), bytes)
  writeFileSync(join(folder, 'index.html'), '<p>hello')
  writeFileSync(join(folder, '.hidden'), 'x')
  const serve = serveStatic(folder, { maxAge: '1d', extensions: ['html'], fallthrough: false })
  const base = await listen(createServer((req, res) => serve(req, res, (error) => res.writeHead(error.statusCode).end('none'))))
  const whole = await ask(`${base}/a.bin`)
  check('a file', [whole.status, whole.body.equals(bytes), whole.headers['accept-ranges'], whole.headers['cache-control']], [200, true, 'bytes', 'public, max-age=86400'])
  const range = await ask(`${base}/a.bin`, { headers: { range: 'bytes=1000-1999' } })
  check('a range', [range.status, range.body.equals(bytes.subarray(1000, 2000)), range.headers['content-range']], [206, true, 'bytes 1000-1999/300000'])
  const last = await ask(`${base}/a.bin`, { headers: { range: 'bytes=-10' } })
  check('the last bytes', [last.status, last.body.equals(bytes.subarray(-10))], [206, true])
  check('a range beyond the end', (await ask(`${base}/a.bin`, { headers: { range: 'bytes=400000-' } })).status, 416)
  const { etag } = whole.headers
  const fresh = await ask(`${base}/a.bin`, { headers: { 'if-none-match': etag } })
  check('304 by ETag', [fresh.status, fresh.body.length], [304, 0])
  check('304 by date', (await ask(`${base}/a.bin`, { headers: { 'if-modified-since': whole.headers['last-modified'] } })).status, 304)
  check('412', (await ask(`${base}/a.bin`, { headers: { 'if-match': '"x"' } })).status, 412)
  check('If-Range', [(await ask(`${base}/a.bin`, { headers: { range: 'bytes=0-9', 'if-range': '"x"' } })).status, (await ask(`${base}/a.bin`, { headers: { range: 'bytes=0-9', 'if-range': etag.replace('W/', '') } })).status], [200, etag.startsWith('W/') ? 200 : 206])
  const head = await ask(`${base}/a.bin`, { method: 'HEAD' })
  check('HEAD', [head.headers['content-length'], head.body.length], ['300000', 0])
  check('an index', (await ask(`${base}/`)).text, '<p>hello')
  check('an extension', (await ask(`${base}/index`)).text, '<p>hello')
  check('a hidden file and a path out of the folder', [(await ask(`${base}/.hidden`)).status, (await ask(`${base}/..%2f..%2fetc%2fpasswd`)).status], [404, 403])
  check('fetch', (await digest((await fetch(`${base}/a.bin`)).body)).size, 300_000)
  const agent = makeAgent({ maxSockets: 1 })
  const answers = []
  for (const path of ['/a.bin', '/index.html', '/none', '/a.bin']) answers.push(await ask(`${base}${path}`, { agent }))
  check('files over one connection', [new Set(answers.map(({ localPort }) => localPort)).size, answers.map(({ status }) => status)], [1, [200, 200, 404, 200]])
  const request = module.get(`${base}/a.bin`, (response) => response.once('data', () => request.destroy()))
  await new Promise((resolve) => request.on('close', resolve))
  check('the server goes on after a download that was given up', (await ask(`${base}/a.bin`)).body.length, 300_000)
}
