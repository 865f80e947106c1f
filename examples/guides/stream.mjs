/**
 * A response of a million lines, made while it is sent. Memory stays small, also if the client reads slowly.
 *
 *     PORT=8080 node stream.mjs
 */
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createServer } from '@layered-http/server'

/** Stands for a cursor of a database: lines come one by one, and only when they are asked for. */
async function* lines(count) {
  for (let i = 0; i < count; i++) yield `${JSON.stringify({ number: i, square: i * i })}\n`
}

const server = createServer(async (req, res) => {
  const count = Number(new URL(req.url, 'http://localhost').searchParams.get('count') ?? 1_000_000)
  res.setHeader('Content-Type', 'application/x-ndjson')
  try {
    await pipeline(Readable.from(lines(count)), res)
  } catch (error) {
    // The client went away: the generator has been ended by the pipeline.
    console.log(`not sent whole: ${error.code}`)
  }
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}/?count=1000`)

process.once('SIGTERM', () => server.drain())
