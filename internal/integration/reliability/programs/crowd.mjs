/**
 * `crowd.mjs`: many raw clients that stay connected. Commands:
 *
 * - `open { port, count, path }`: forgets the connections before
 * - `once`: a request on each connection; resolves with the number of right responses
 * - `active { count, seconds }`: requests on the first `count` of them, each after the response to the one before; resolves with `{ latencies, rate, wrong }`
 * - `closed`: how many connections have been closed
 */
import { answer } from '../../../../benchmarks/lib/control.mjs'
import { percentilesOf } from '../lib/percentiles.mjs'
import { connect } from '../lib/sockets.mjs'
import { inParallel } from '../lib/waiting.mjs'

const REQUEST = (path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
/** Connections that are opened, or asked, at a time: fewer than a server's queue of new connections. */
const BATCH = 200

let clients = []
let closed = 0

answer({
  open: ({ port, count, path = '/hello' }) => {
    clients = []
    return inParallel(BATCH, Array(count).keys(), async () => clients.push(await client(port, REQUEST(path))))
  },
  once: async () => {
    let right = 0
    await inParallel(BATCH, clients, async (one) => {
      if (await one.ask()) right++
    })
    return right
  },
  active: async ({ count, seconds }) => {
    const latencies = []
    let wrong = 0
    const begin = performance.now()
    const end = begin + seconds * 1000
    await Promise.all(
      clients.slice(0, count).map(async (one) => {
        for (let now = performance.now(); now < end; now = performance.now()) {
          if (await one.ask()) latencies.push(performance.now() - now)
          else wrong++
        }
      }),
    )
    return { latencies: percentilesOf(latencies), rate: Math.round(latencies.length / ((performance.now() - begin) / 1000)), wrong }
  },
  closed: () => closed,
})

async function client(port, request) {
  const socket = await connect(port)
  let text = ''
  let settle
  socket.setEncoding('latin1').on('data', (data) => {
    text += data
    if (!text.endsWith('hello')) return
    const isRight = text.startsWith('HTTP/1.1 200 ')
    text = ''
    settle?.(isRight)
  })
  socket.on('close', () => {
    closed++
    settle?.(false)
  })
  return {
    ask: () =>
      new Promise((resolve) => {
        settle = resolve
        if (socket.destroyed) resolve(false)
        else socket.write(request)
      }),
  }
}
