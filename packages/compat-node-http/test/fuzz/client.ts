/**
 * Target `client`: the bytes of a response into the connection of a request. They come whole and in pieces; a program that reads the response must see the
 * same, and no input may break one of the rules of `watched.ts`, leave the request open, or keep a struct of the parser.
 */
import { existingStructs } from './structs.js'
import './no-network.js'
import type nodeHttp from 'node:http'
import ours from '@layered-http/compat-node-http'
import { record, withoutDates } from '../differential/outcome.js'
import { Wire } from '../differential/wire.js'
import { CLIENT_CONTROL, readClientSetup, type ClientSetup } from './client-setup.js'
import { differences, type Seen } from './compared.js'
import { feed, piecesOf } from './pieces.js'
import type { Run, Target } from './target.js'
import { isExpectedError, nameOfError, THROWN_ON_PURPOSE, uncaughtErrors, watchEvents } from './watched.js'

const http = ours as unknown as typeof nodeHttp

/** More structs than the parser keeps for later, of each type, and one in use. */
const MAX_STRUCTS = 200

/** Connections that an input may open: for redirections. */
const MAX_CONNECTIONS = 4

/** What the program saw. */
interface Received extends Seen {
  informations: string[]
}

async function receive(setup: ClientSetup, pieces: readonly string[], problems: string[]): Promise<Received> {
  const received: Received = { messages: [], informations: [], errors: [], upgrades: [], written: '' }
  const wires: Wire[] = []
  const open = (): Wire => {
    const wire = new Wire(false)
    wire.on('error', () => {})
    wires.push(wire)
    return wire
  }
  const agent = setup.keepsAlive ? new http.Agent({ keepAlive: true, ...({ layered: { staleRetry: setup.retries } } as object) }) : undefined
  if (agent !== undefined) agent.createConnection = open as never
  const abort = new AbortController()
  const req = http.request({ ...setup.options, host: 'a.example', signal: abort.signal, ...(agent === undefined ? { createConnection: open as never } : { agent }) })
  let closes = 0
  watchEvents(req, 'the request', problems)
  req.on('close', () => closes++)
  req.on('error', (error) => {
    received.errors.push(nameOfError(error))
    if (!isExpectedError(error)) problems.push(`an error without a code: ${error.stack}`)
  })
  req.on('information', ({ statusCode, statusMessage, rawHeaders }) => received.informations.push([statusCode, statusMessage, ...rawHeaders].join(' | ')))
  if (setup.takesResponses) {
    req.on('response', (res) => {
      watchEvents(res, 'a response', problems)
      if (setup.reader.isSteady) received.messages.push(record(res, false))
      setup.reader.read(req, res)
    })
  }
  if (setup.takesUpgrades) {
    for (const event of ['upgrade', 'connect'] as const) {
      req.on(event, (res, socket, head) => {
        const place = received.upgrades.push(`${event} ${res.statusCode} ${res.rawHeaders.join(' | ')} ${head.toString('latin1')}`) - 1
        socket.on('data', (chunk: Buffer) => (received.upgrades[place] += chunk.toString('latin1')))
        socket.on('end', () => socket.end())
        socket.on('error', () => {})
      })
    }
  }
  if (setup.body === '') req.end()
  else if (setup.endsLate) req.write(setup.body)
  else req.end(setup.body)
  await Promise.resolve()
  await new Promise(setImmediate)
  for (let i = 0; i < wires.length && i < MAX_CONNECTIONS; i++) await respond(wires[i]!, pieces, setup, req, abort)
  for (const wire of wires) await wire.quiet()
  const isTaken = received.upgrades.length > 0
  if (setup.reader.reads && !isTaken && closes !== 1) problems.push(`the request emitted 'close' ${closes} times: ${setup.reader.name}`)
  // Without a listener for it, an upgrade closes the connection, and is not an error.
  const wasUpgraded = /HTTP\/\d\.\d 101|^CONNECT/.test(pieces.join('')) || setup.options.method === 'CONNECT'
  if (setup.reader.isSteady && !isTaken && !wasUpgraded && received.messages.length + received.errors.length === 0 && setup.takesResponses) problems.push('neither a response nor an error')
  received.written = withoutDates(wires.map(({ written }) => written).join('\n'))
  const result = structuredClone(received)
  req.destroy()
  agent?.destroy()
  for (const wire of wires) wire.destroy()
  await new Promise(setImmediate)
  return result
}

async function respond(wire: Wire, pieces: readonly string[], { endsLate, abortsAfter }: ClientSetup, req: nodeHttp.ClientRequest, abort: AbortController): Promise<void> {
  let number = 0
  for (const piece of pieces) {
    if (abortsAfter !== undefined && number++ === abortsAfter) abort.abort(new Error(THROWN_ON_PURPOSE))
    await feed(wire, piece)
  }
  if (endsLate && !req.destroyed) req.end()
  await wire.quiet()
  await feed(wire, null)
}

/** Responses to begin with. */
const SEEDS = [
  'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc',
  'HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3;x="y"\r\nabc\r\n0\r\nT: u\r\n\r\n',
  'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 204 No\r\n\r\n',
  'HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
  'HTTP/1.1 204 No Content\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi',
  'HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n__proto__: \xe9\r\nKeep-Alive: timeout=1\r\n\r\nto the end',
  'HTTP/1.1 302 Found\r\nLocation: /b?c\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 307 T\r\nLocation: http://b.example:81//c#d\r\nContent-Length: 2\r\n\r\nhi',
]

export const clientTarget: Target = {
  control: CLIENT_CONTROL,
  seeds: SEEDS.flatMap((wire, i) => ['\0'.repeat(CLIENT_CONTROL), `${String.fromCharCode(i)}${String.fromCharCode(i * 37)}\0\x03\x02\0\0${String.fromCharCode(i)}`].map((control) => control + wire)),
  async run(input): Promise<Run> {
    const problems: string[] = []
    const setup = readClientSetup(input.slice(0, CLIENT_CONTROL))
    const wire = input.slice(CLIENT_CONTROL)
    let features: string[] = []
    const uncaught = await uncaughtErrors(async () => {
      const whole = await receive(setup, [wire], problems)
      const cut = await receive(setup, piecesOf(wire, setup.cut), problems)
      if (setup.reader.isSteady && setup.abortsAfter === undefined) problems.push(...differences(whole, cut))
      features = [...whole.errors, ...cut.errors, `${whole.messages.length} ${whole.informations.length} ${whole.upgrades.length} ${setup.reader.name}`]
    })
    if (existingStructs() > MAX_STRUCTS) problems.push('structs of the parser were lost')
    return { problems: [...problems, ...uncaught], features }
  },
}
