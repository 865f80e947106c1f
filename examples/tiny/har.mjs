/**
 * Pictures: records what this process sends and receives as an HTTP Archive, and prints its waterfall. `har.mjs FILE` also writes the archive, for the tab Network of a
 * browser's developer tools.
 */
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import http from '@layered-http/compat-node-http'
import { HarRecorder } from '@layered-http/compat-node-http/har-recorder'

const recorder = new HarRecorder({ maxBodySize: 1000 }).start()

const server = http.createServer((req, res) => setTimeout(() => res.end(`Hello from ${req.url}`), Number(req.url.slice(1)))).listen(0, '127.0.0.1')
await once(server, 'listening')
const agent = new http.Agent({ keepAlive: true, maxSockets: 2 })
const get = (path) => once(http.get({ host: '127.0.0.1', port: server.address().port, path, agent }, (response) => response.resume()), 'close')
await Promise.all(['/30', '/60', '/20', '/40'].map(get))
agent.destroy()
server.close()

const { log } = recorder.stop().toJSON()
const sent = log.entries.filter(({ pageref }) => pageref === 'sent')
const begin = Math.min(...sent.map(({ startedDateTime }) => Date.parse(startedDateTime)))

/** Each character is 3 ms: . waits for a socket, - connects and sends, = waits for the response, # receives it. */
for (const { request, response, startedDateTime, timings } of sent) {
  const parts = { ' ': Date.parse(startedDateTime) - begin, '.': timings.blocked, '-': timings.connect + timings.send, '=': timings.wait, '#': timings.receive }
  const bar = Object.entries(parts).map(([character, ms]) => character.repeat(Math.max(0, Math.round(ms / 3))))
  console.log(`${response.status} ${new URL(request.url).pathname} ${bar.join('')}`)
}
const [, , file] = process.argv
if (file) await writeFile(file, JSON.stringify(recorder))
