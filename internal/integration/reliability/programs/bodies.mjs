/**
 * `bodies.mjs ours|node`: a process in the middle of bodies, to be killed. Commands:
 *
 * - `serve PORT`: downloads without end for GET, uploads that are read and never answered for POST; `/small` is answered
 * - `load { port, downloads, uploads }`: a client of such a server in another process
 */
import { answer } from '../../../../benchmarks/lib/control.mjs'
import { loadHttp } from '../lib/http.mjs'
import { HOST, listen } from '../lib/sockets.mjs'

const PIECE = Buffer.alloc(16 * 1024, 'x')
/** A length that is declared and never reached. */
const LONG = 1e12

const { http } = await loadHttp(process.argv[2])

answer({
  serve: (port) => listen(http.createServer(respond), port),
  load: ({ port, downloads, uploads }) => {
    const agent = new http.Agent({ keepAlive: true })
    for (let i = 0; i < downloads; i++) http.get({ host: HOST, port, agent, path: i % 2 ? '/chunked' : '/length' }, (res) => res.resume())
    for (let i = 0; i < uploads; i++) pour(http.request({ host: HOST, port, agent, method: 'POST' }))
  },
})

function respond(req, res) {
  if (req.url === '/small') return res.end('small')
  if (req.method === 'POST') return req.resume()
  if (req.url === '/length') res.setHeader('Content-Length', LONG)
  pour(res)
}

/** Writes as fast as the other side reads. */
function pour(message) {
  message.on('error', () => {})
  const more = () => {
    while (!message.destroyed && message.write(PIECE));
  }
  message.on('drain', more)
  more()
}
