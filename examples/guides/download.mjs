/**
 * Downloads a file. It appears under its name when it is whole; what has come of it is used by the next attempt.
 *
 *     node download.mjs http://127.0.0.1:8080/name FILE
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { get } from '@layered-http/client'

const [, , url, file] = process.argv
const part = `${file}.part`
/** The ETag of the version to which the part belongs. */
const tag = `${file}.etag`

const have = (await stat(part).catch(() => undefined))?.size ?? 0
const etag = have > 0 ? await readFile(tag, 'utf8').catch(() => undefined) : undefined
// With If-Range a file that has changed meanwhile comes as a whole.
const headers = etag === undefined ? {} : { Range: `bytes=${have}-`, 'If-Range': etag }
const req = get(url, { headers, layered: { maxRedirects: 5, timeouts: { connect: 5_000, headers: 30_000, idle: 30_000 } } })
const [res] = await once(req, 'response')

if (res.statusCode !== 200 && res.statusCode !== 206) {
  console.log(`failed: ${res.statusCode} ${res.statusMessage}`)
  req.destroy()
  // 416: there is nothing after the part. The next attempt begins again.
  if (res.statusCode === 416) await rm(part)
} else {
  const resumes = res.statusCode === 206
  if (res.headers.etag !== undefined) await writeFile(tag, res.headers.etag)
  try {
    // It fails if the connection is lost before the end.
    await pipeline(res, createWriteStream(part, { flags: resumes ? 'a' : 'w' }))
    await rename(part, file)
    await rm(tag, { force: true })
    console.log(resumes ? `complete, from byte ${have}` : 'complete')
  } catch (error) {
    console.log(`cut: ${error.code}`)
  }
}
