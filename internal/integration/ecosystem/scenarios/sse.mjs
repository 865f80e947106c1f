/** Server-sent events: better-sse on Express, read by eventsource, with a connection that is lost. */
import { createSession } from 'better-sse'
import { EventSource } from 'eventsource'
import express from 'express'
import { deferred } from '../lib/context.mjs'

export async function run(context) {
  const { ask, check, cleanup, createServer, listen } = context
  const app = express()
  const ids = []
  const gone = deferred()
  app.get('/events', async (req, res) => {
    ids.push(req.get('last-event-id') ?? null)
    const session = await createSession(req, res, { retry: 10 })
    session.push({ text: 'hello' }, 'greeting', String(ids.length))
    session.push('plain', 'message', `${ids.length}b`)
    if (ids.length === 1) setImmediate(() => res.socket.destroy())
    else session.once('disconnected', gone.resolve)
  })
  app.get('/finite', (req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    res.flushHeaders()
    for (let i = 0; i < 3; i++) res.write(`data: ${i}\n\n`)
    res.end()
  })
  app.get('/refused', (req, res) => res.status(204).end())
  const base = await listen(createServer(app))
  const source = new EventSource(`${base}/events`)
  cleanup(() => source.close())
  const got = []
  const second = deferred()
  source.addEventListener('greeting', ({ data, lastEventId }) => got.push([JSON.parse(data), lastEventId]))
  source.addEventListener('message', ({ data, lastEventId }) => {
    got.push([JSON.parse(data), lastEventId])
    if (got.length === 4) second.resolve()
  })
  await second.promise
  check('events before and after the connection was lost', got, [[{ text: 'hello' }, '1'], ['plain', '1b'], [{ text: 'hello' }, '2'], ['plain', '2b']])
  check('the client names the last event', ids, [null, '1b'])
  source.close()
  await gone.promise
  check('the server notices that the client is gone', true, true)
  const finite = await ask(`${base}/finite`)
  check('a stream that ends', [finite.headers['content-type'], finite.text], ['text/event-stream', 'data: 0\n\ndata: 1\n\ndata: 2\n\n'])
  const refused = new EventSource(`${base}/refused`)
  const error = await new Promise((resolve) => refused.addEventListener('error', resolve))
  check('a stream that is refused', [refused.readyState, error.code], [2, 204])
}
