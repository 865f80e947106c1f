/** multer under Express. */
import express from 'express'
import multer from 'multer'
import FormDataStream from 'form-data'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { deferred } from '../lib/context.mjs'

export async function run(context) {
  const { check, cleanup, createServer, listen, module } = context
  const folder = mkdtempSync(join(tmpdir(), 'ecosystem-'))
  cleanup(() => rmSync(folder, { recursive: true }))
  const app = express()
  app.post('/memory', multer().single('file'), (req, res) => res.json({ name: req.file.originalname, size: req.file.size, first: req.file.buffer[0], body: req.body }))
  app.post('/disk', multer({ dest: folder }).array('files', 3), (req, res) => res.json(req.files.map(({ path }) => readFileSync(path).length)))
  app.post('/limit', multer({ limits: { fileSize: 1000 } }).single('file'), (req, res) => res.json('too much'))
  const aborted = deferred()
  app.post('/aborted', (req, res, next) => multer().single('file')(req, res, (error) => {
    aborted.resolve(error?.message ?? 'no error')
    next(error)
  }))
  app.use((error, req, res, next) => (res.headersSent ? next(error) : res.status(413).json(error.code)))
  const base = await listen(createServer(app))
  const post = async (path, body) => (await fetch(`${base}${path}`, { method: 'POST', body })).json()
  const data = new FormData()
  data.append('field', 'value')
  data.append('file', new Blob([Buffer.alloc(1_000_000, 7)]), 'a.bin')
  check('a file in memory, and a field', await post('/memory', data), { name: 'a.bin', size: 1_000_000, first: 7, body: { field: 'value' } })
  const files = new FormData()
  for (const size of [10, 200_000]) files.append('files', new Blob([Buffer.alloc(size)]), 'a.bin')
  check('files on disk', await post('/disk', files), [10, 200_000])
  const large = new FormData()
  large.append('file', new Blob([Buffer.alloc(200_000)]), 'a.bin')
  check('a limit', await post('/limit', large), 'LIMIT_FILE_SIZE')
  const streamed = new FormDataStream()
  streamed.append('file', Buffer.alloc(300_000), { filename: 'b.bin' })
  const request = module.request(`${base}/memory`, { method: 'POST', headers: streamed.getHeaders() })
  streamed.pipe(request)
  const [response] = await once(request, 'response')
  check('a form in chunks', JSON.parse(Buffer.concat(await response.toArray()).toString()).size, 300_000)
  const cut = module.request(`${base}/aborted`, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 10_000 } })
  cut.on('error', () => {})
  cut.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nthe beginning', () => setTimeout(() => cut.destroy(), 20))
  check('an upload that is given up', await aborted.promise, 'Request aborted')
}
