/**
 * A server with two routes. It stops without losing requests.
 *
 *     PORT=8080 node serve.mjs
 */
import { once } from 'node:events'
import { createServer } from '@layered-http/server'

/** Bytes of a note. */
const LARGEST_NOTE = 100_000

const notes = []

const server = createServer({ requestTimeout: 30_000 }, async (req, res) => {
  if (req.url !== '/notes') return res.writeHead(404).end('There is only /notes\n')
  if (req.method === 'POST') return addNote(req, res)
  res.setHeader('Content-Type', 'application/json').end(JSON.stringify(notes))
})

async function addNote(req, res) {
  try {
    let text = ''
    for await (const piece of req.setEncoding('utf8')) {
      text += piece
      if (text.length > LARGEST_NOTE) return res.writeHead(413).end()
    }
    notes.push(JSON.parse(text))
    res.writeHead(201).end()
  } catch (error) {
    // The client sent something else, or went away: then this response goes nowhere.
    res.writeHead(400).end(error.message)
  }
}

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}/notes`)

process.once('SIGTERM', () => server.drain())
