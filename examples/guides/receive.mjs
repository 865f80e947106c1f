/**
 * A server for uploads: `PUT /name` writes a file of any size without holding it in memory.
 *
 *     PORT=8080 node receive.mjs FOLDER
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createServer } from '@layered-http/server'

const [, , folder] = process.argv
/** Bytes. */
const LARGEST = 1_000_000_000

// No limit of time for the whole, since a large file may need hours; but a client that sends next to nothing is refused.
const server = createServer({ requestTimeout: 0, layered: { minBodyRate: 1_000 } }, async (req, res) => {
  if (req.method !== 'PUT') return res.writeHead(405, { Allow: 'PUT' }).end()
  const length = Number(req.headers['content-length'])
  // Refused before the body is read. A client that sent `Expect: 100-continue` has not sent it yet.
  if (!(length <= LARGEST)) return res.writeHead(Number.isNaN(length) ? 411 : 413, { Connection: 'close' }).end()
  const file = join(folder, basename(req.url))
  const part = `${file}.part`
  try {
    await pipeline(req, createWriteStream(part))
    await rename(part, file)
    res.writeHead(201).end()
  } catch (error) {
    // An upload that was cut is an error here: ECONNRESET.
    console.log(`${basename(file)}: ${error.code}`)
    await rm(part, { force: true })
    res.destroy()
  }
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}/`)

process.once('SIGTERM', () => server.drain())
