/** busboy and formidable on plain servers. */
import busboy from 'busboy'
import formidable from 'formidable'
import { digest } from '../lib/app.mjs'

export async function run(context) {
  const { check, createServer, listen, ask } = context
  const base = await listen(createServer((req, res) => {
    if (req.url === '/formidable') {
      formidable({}).parse(req).then(([fields, files]) => res.end(JSON.stringify([fields, files.file[0].size])), (error) => res.writeHead(error.httpCode ?? 400).end(String(error.code)))
      return
    }
    const parts = []
    try {
      req.pipe(busboy({ headers: req.headers, limits: { fileSize: 2_000_000 } }))
        .on('file', (name, stream, { filename, mimeType }) => parts.push(digest(stream).then(({ size }) => [name, filename, mimeType, size])))
        .on('field', (name, value) => parts.push([name, value]))
        .on('error', (error) => res.writeHead(400).end(error.message))
        .on('close', async () => res.writableEnded || res.end(JSON.stringify(await Promise.all(parts))))
    } catch (error) {
      req.unpipe()
      res.writeHead(415, { connection: 'close' }).end(error.message)
    }
  }))
  const form = () => {
    const data = new FormData()
    data.append('a', 'é')
    data.append('file', new Blob([Buffer.alloc(1_500_000)], { type: 'image/png' }), 'a.png')
    data.append('b', 'last')
    return data
  }
  const post = async (path, body) => (await fetch(`${base}${path}`, { method: 'POST', body })).json()
  check('fields and a file', await post('/', form()), [['a', 'é'], ['file', 'a.png', 'image/png', 1_500_000], ['b', 'last']])
  check('ten at once', (await Promise.all(Array.from({ length: 10 }, () => post('/', form())))).map((parts) => parts.length), Array(10).fill(3))
  check('a form in a query', await post('/', new URLSearchParams({ a: '1', b: 'x y' })), [['a', '1'], ['b', 'x y']])
  const cut = await ask(base, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nv' })
  check('a form that ends too early', [cut.status, cut.text], [400, 'Unexpected end of form'])
  check('another type', (await ask(base, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'text' })).status, 415)
  check('formidable', await post('/formidable', form()), [{ a: ['é'], b: ['last'] }, 1_500_000])
}
