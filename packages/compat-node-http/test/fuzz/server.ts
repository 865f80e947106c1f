/**
 * Target `server`: bytes into a connection of a server. The same bytes come whole and in pieces; a steady handler must see the same requests and send
 * the same responses, and no input may break one of the rules of `watched.ts`, leave the connection open, or keep a struct of the parser.
 */
import { existingStructs } from './structs.js'
import type nodeHttp from 'node:http'
import ours from '@layered-http/compat-node-http'
import { record, withoutDates } from '../differential/outcome.js'
import { Wire } from '../differential/wire.js'
import { differences, type Seen } from './compared.js'
import { feed, piecesOf } from './pieces.js'
import { noteGivenUp } from './server-handlers.js'
import { readServerSetup, SERVER_CONTROL, type ServerSetup } from './server-setup.js'
import type { Run, Target } from './target.js'
import { isExpectedError, nameOfError, uncaughtErrors, watchEvents } from './watched.js'

const http = ours as unknown as typeof nodeHttp

/** More structs than the parser keeps for later, of each type, and one in use. */
const MAX_STRUCTS = 200

async function serve(setup: ServerSetup, pieces: readonly string[], problems: string[]): Promise<Seen> {
  const served: Seen = { messages: [], errors: [], upgrades: [], written: '' }
  const wire = new Wire(true)
  wire.on('error', () => {})
  const onRequest = (req: nodeHttp.IncomingMessage, res: nodeHttp.ServerResponse): void => {
    watchEvents(req, 'a request', problems)
    watchEvents(res, 'a response', problems)
    for (const message of [req, res]) {
      message.on('error', (error) => {
        served.errors.push(nameOfError(error))
        if (!isExpectedError(error)) problems.push(`an error without a code: ${error.stack}`)
      })
    }
    if (setup.handler.isSteady) served.messages.push(record(req, true))
    setup.handler.handle(req, res, setup.detail)
  }
  const server = http.createServer(setup.options, onRequest)
  server.maxRequestsPerSocket = setup.maxRequestsPerSocket
  server.maxHeadersCount = setup.maxHeadersCount
  Object.assign(server, { httpAllowHalfOpen: setup.httpAllowHalfOpen })
  if (setup.listensForErrors) {
    server.on('clientError', (error, socket) => {
      served.errors.push(nameOfError(error))
      socket.end('refused')
    })
  }
  if (setup.listensForContinue) {
    server.on('checkContinue', (req, res) => {
      res.writeContinue()
      onRequest(req, res)
    })
    server.on('checkExpectation', onRequest)
  }
  if (setup.takesUpgrades) {
    for (const event of ['upgrade', 'connect'] as const) {
      server.on(event, (req, socket, head) => {
        watchEvents(req, 'an upgrade', problems)
        const place = served.upgrades.push(`${req.method} ${req.url} ${head.toString('latin1')}`) - 1
        socket.on('data', (chunk: Buffer) => (served.upgrades[place] += chunk.toString('latin1')))
        socket.on('end', () => socket.end())
        socket.on('error', () => {})
      })
    }
  }
  noteGivenUp((error) => served.errors.push(nameOfError(error)))
  server.emit('connection', wire)
  for (const piece of pieces) await feed(wire, piece)
  await feed(wire, null)
  // A request whose stream emits no events has no handler that waits for its end.
  const mayStayOpen = setup.httpAllowHalfOpen && (!setup.handler.responds || setup.options.optimizeEmptyRequests === true)
  if (!mayStayOpen && !wire.destroyed && !wire.writableEnded) problems.push(`the connection is open after the end of input: ${setup.handler.name}`)
  served.written = withoutDates(wire.written)
  wire.destroy()
  await new Promise(setImmediate)
  checkForgotten(server, wire, problems)
  return structuredClone(served)
}

/** A server must not know a connection that is closed. */
function checkForgotten(server: nodeHttp.Server, wire: Wire, problems: string[]): void {
  wire.destroy = () => {
    problems.push('the server still has the closed connection')
    return wire
  }
  server.closeAllConnections()
}

/** Requests to begin with: each kind of framing, of end, and of what servers treat specially. */
const SEEDS = [
  'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n',
  'POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: x\r\n\r\n',
  'POST / HTTP/1.0\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc',
  'POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabcGET http://a/?b#c HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nConnection: close, upgrade\r\nUpgrade: x\r\n\r\nraw',
  'POST / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\nhiraw',
  'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\nraw',
  'PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi',
  'POST / HTTP/1.1\r\nHost: x\r\nExpect: something\r\nContent-Length: 2\r\n\r\nhi',
  'HEAD /1 HTTP/1.1\r\nHost: x\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\nCookie: a\r\nCookie: b\r\n__proto__: \xe9\r\nconstructor: c\r\n\r\n',
  '\r\nPATCH /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab',
]

export const serverTarget: Target = {
  control: SERVER_CONTROL,
  seeds: SEEDS.flatMap((wire, i) => ['\0'.repeat(SERVER_CONTROL), `${String.fromCharCode(i)}${String.fromCharCode(i * 37)}\x07\x01\0\0\0\x05`].map((control) => control + wire)),
  async run(input): Promise<Run> {
    const problems: string[] = []
    const setup = readServerSetup(input.slice(0, SERVER_CONTROL))
    const wire = input.slice(SERVER_CONTROL)
    let features: string[] = []
    const uncaught = await uncaughtErrors(async () => {
      const whole = await serve(setup, [wire], problems)
      const cut = await serve(setup, piecesOf(wire, setup.cut), problems)
      // Without a listener for it, CONNECT destroys the connection, and with it responses that are still to come.
      const mayLose = !setup.takesUpgrades && wire.includes('CONNECT')
      if (setup.handler.isSteady && !mayLose) problems.push(...differences(whole, cut))
      features = [...whole.errors, ...cut.errors, `${whole.messages.length} ${whole.upgrades.length} ${whole.written.slice(0, 12)} ${setup.handler.name}`]
    })
    if (existingStructs() > MAX_STRUCTS) problems.push('structs of the parser were lost')
    return { problems: [...problems, ...uncaught], features }
  },
}
