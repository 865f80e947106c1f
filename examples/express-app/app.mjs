/** The app: plain Express. This file does not depend on the http that serves it. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import express from 'express'

/** The file that the app streams: the build of the parser package. */
export const FILE = fileURLToPath(import.meta.resolve('@layered-http/parser'))

export function createApp() {
  const app = express()

  app.get('/greeting/:name', (req, res) => {
    res.json({ greeting: `Hello, ${req.params.name}!` })
  })

  app.post('/sum', express.json(), (req, res) => {
    const sum = req.body.numbers.reduce((total, number) => total + number, 0)
    res.json({ sum })
  })

  app.get('/file', async (req, res, next) => {
    const { size } = await stat(FILE)
    res.type('js').set('Content-Length', size)
    createReadStream(FILE).on('error', next).pipe(res)
  })

  // Reads the body as a stream: it keeps only the length and the hash.
  app.put('/upload', async (req, res) => {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const piece of req) {
      hash.update(piece)
      bytes += piece.length
    }
    res.json({ bytes, sha256: hash.digest('hex'), coding: req.headers['transfer-encoding'] })
  })

  return app
}
