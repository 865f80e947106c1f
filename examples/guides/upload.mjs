/**
 * Uploads a file and shows its progress.
 *
 *     node upload.mjs FILE http://127.0.0.1:8080/name
 */
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { request } from '@layered-http/client'

const [, , file, url] = process.argv
const { size } = await stat(file)

// The server may refuse the file from its size, before it is sent.
const req = request(url, { method: 'PUT', headers: { 'Content-Length': size, Expect: '100-continue' }, layered: { timeouts: { idle: 30_000 } } })
const response = once(req, 'response')
req.flushHeaders()
await Promise.race([once(req, 'continue'), response])

if (req.res === undefined || req.res === null) {
  let shown = 0
  // The request takes data as fast as the connection does, so what it has taken is the progress.
  async function* counted(source) {
    let sent = 0
    for await (const chunk of source) {
      yield chunk
      sent += chunk.length
      const percent = Math.floor((sent / size) * 10) * 10
      if (percent > shown) console.log(`${(shown = percent)} %`)
    }
  }
  await pipeline(createReadStream(file), counted, req)
} else req.destroy()

const [res] = await response
console.log(res.statusCode, res.statusMessage)
res.resume()
