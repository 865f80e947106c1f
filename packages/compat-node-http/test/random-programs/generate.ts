/** Makes a program from a seed: its peers, their options, and the number of exchanges. generate-steps.ts makes their statements. */
import { randomNumbers } from '@layered-http/test-kit'
import { Choice } from './choice.js'
import { clientSteps, handlerSteps, plainSteps, readSteps } from './generate-steps.js'
import type { Exchange, Program, RawReply, Step } from './program.js'

const METHODS = ['GET', 'GET', 'GET', 'POST', 'POST', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS']
/** Methods for a server that replies as soon as it has a head. */
const TO_RAW_SERVER = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'POST', 'PUT', 'HEAD', 'DELETE']

/** Returns the program of a seed. */
export function generate(seed: number): Program {
  // Through JSON, which removes fields that are undefined.
  return JSON.parse(JSON.stringify(make(seed))) as Program
}

function make(seed: number): Program {
  // Neighbouring seeds must not begin with neighbouring numbers.
  const random = randomNumbers(Math.imul(seed + 1, 0x9e3779b1))
  for (let i = 0; i < 4; i++) random(2)
  const choose = new Choice(random)
  const peers = choose.weighted({ both: 53, 'raw client': 14, 'raw server': 15, plain: 9, tunnel: 6, bare: 3 } as const)
  if (peers === 'raw server' && choose.chance(0.4)) return pooled(choose)
  if (peers === 'bare') return { peers, bare: bare(choose) }
  if (peers === 'plain') return plain(choose)
  const program: Program = { peers }
  if (choose.chance(peers === 'raw server' ? 0 : 0.2)) program.pair = { done: choose.pick(['sync', 'tick', 'turn']), highWaterMark: choose.pick([1, 100, 16384, 65536]), ...(choose.chance(0.4) ? { plain: true } : {}) }
  if (peers !== 'raw client') program.agent = agent(choose, program.pair !== undefined)
  // Node's pools call methods of a net.Socket.
  if (program.pair?.plain && peers !== 'raw client') program.agent = 'none'
  if (peers !== 'raw server') program.server = serverOptions(choose)
  if (peers === 'tunnel') {
    program.tunnel = {
      by: choose.pick(['upgrade', 'CONNECT']),
      server: choose.weighted({ takes: 6, none: 2, refuses: 1, destroys: 1 } as const),
      client: choose.chance(0.8) ? 'takes' : 'none',
      ...(choose.chance(0.25) ? { body: choose.pick([1, 1000, 70000]) } : {}),
      ...(choose.chance(0.5) ? { head: true } : {}),
      ...(choose.chance(0.35) ? { again: true } : {}),
      ends: choose.pick(['client', 'server', 'both']),
    }
    return program
  }
  if (choose.chance(0.1)) program.patched = choose.some(['ServerResponse.end', 'ServerResponse.writeHead', 'ServerResponse.write', 'OutgoingMessage.setHeader', 'OutgoingMessage.end', 'IncomingMessage.destroy', 'ClientRequest.destroy', 'ClientRequest.end', 'OutgoingMessage.write', 'OutgoingMessage._send'])
  if (peers !== 'raw server') {
    if (choose.chance(0.1)) program.serverClasses = choose.pick(['class', 'inherits'])
    const listens = (['checkContinue', 'checkExpectation', 'clientError', 'dropRequest'] as const).filter((event) => choose.chance(event === 'clientError' ? 0.25 : 0.12))
    if (choose.chance(0.02)) program.listens = [...listens, 'timeout']
    else if (listens.length > 0) program.listens = listens
    if (program.listens?.some((event) => event.startsWith('check'))) program.expectation = choose.pick(['continue', 'reply', 'plain'])
  }
  const count = choose.weighted({ 1: 5, 2: 3, 3: 2, 4: 1 })
  if (peers !== 'raw client' && choose.chance(0.3)) program.together = true
  program.exchanges = Array.from({ length: Number(count) }, () => exchange(choose, program))
  if (peers === 'raw client') {
    if (choose.chance(0.5)) program.cuts = Array.from({ length: choose.number(1, 4) }, () => choose.number(1, 60 * Number(count)))
    if (choose.chance(0.3)) program.rawEnds = true
  }
  return program
}

function agent(choose: Choice, inMemory: boolean): Program['agent'] {
  const kind = choose.weighted({ own: 6, none: 3, global: inMemory ? 0 : 1 } as const)
  if (kind !== 'own') return kind
  const options: Record<string, unknown> = {}
  if (choose.chance(0.75)) options.keepAlive = true
  if (choose.chance(0.4)) options.maxSockets = choose.pick([1, 1, 2, 3])
  if (choose.chance(0.2)) options.maxFreeSockets = choose.pick([1, 2])
  if (choose.chance(0.15)) options.maxTotalSockets = choose.pick([1, 2, 3])
  if (choose.chance(0.3)) options.scheduling = choose.pick(['fifo', 'lifo'])
  return options
}

function serverOptions(choose: Choice): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  if (choose.chance(0.3)) options.highWaterMark = choose.pick([1, 100, 1024, 65536, 1048576])
  if (choose.chance(0.05)) options.keepAlive = true
  if (choose.chance(0.05)) options.rejectNonStandardBodyWrites = true
  if (choose.chance(0.05)) options.joinDuplicateHeaders = true
  if (choose.chance(0.05)) options.optimizeEmptyRequests = true
  if (choose.chance(0.05)) options.maxRequestsPerSocket = choose.pick([1, 2])
  if (choose.chance(0.05)) options.uniqueHeaders = ['x-one', 'set-cookie']
  return options
}

const OUT = ['finish', 'close', 'error', 'prefinish', 'drain', 'timeout']
/** Events of a client's request. */
const REQUEST = [...OUT, 'continue', 'information']
const IN = ['end', 'close', 'error', 'aborted']

function watched(choose: Choice): { req?: string[]; res?: string[] } | undefined {
  return choose.weighted<'all' | 'some' | 'none'>({ all: 6, some: 3, none: 1 }) === 'none' ? undefined : { req: choose.chance(0.7) ? IN : choose.some(IN), res: choose.chance(0.7) ? OUT : choose.some(OUT) }
}

function exchange(choose: Choice, program: Program): Exchange {
  const method = choose.pick(program.peers === 'raw server' ? TO_RAW_SERVER : METHODS)
  const result: Exchange = { method }
  const headers: [string, string][] = []
  if (choose.chance(0.15)) headers.push(['connection', choose.pick(['close', 'close', 'keep-alive'])])
  if (choose.chance(method === 'GET' ? 0.02 : 0.08)) headers.push(['expect', choose.chance(0.85) ? '100-continue' : 'other'])
  if (choose.chance(0.05)) headers.push(['x-one', 'a'])
  if (choose.chance(0.03)) headers.push(['te', 'trailers'])
  if (program.peers === 'raw client') {
    if (choose.chance(0.15)) result.version = '1.0'
    if (method !== 'GET' || choose.chance(0.15)) {
      if (choose.chance(0.8)) result.body = choose.pick([1, 10, 1000, 40000, 100000])
      if (choose.chance(0.3)) result.chunked = true
    }
    if (choose.chance(0.04)) result.surplus = choose.pick(['\r\n', 'junk\r\n\r\n', 'GET'])
  } else {
    const client = clientSteps(choose, method, headers.some(([name]) => name === 'expect'))
    if (client.length !== undefined) headers.push(['content-length', String(client.length)])
    result.steps = client.steps
    if (choose.chance(0.12)) result.options = choose.pick([{ signal: 'now' }, { signal: 'tick' }, { signal: 'turn' }, { highWaterMark: 1 }, { highWaterMark: 1000 }, { setHost: false }, { joinDuplicateHeaders: true }, { maxHeaderSize: 100 }, { timeout: 15 }])
    result.onResponse = readSteps(choose, 'client')
    result.watch = { req: choose.chance(0.7) ? REQUEST : choose.some(REQUEST), res: choose.chance(0.7) ? IN : choose.some(IN) }
    result.until = choose.pick(['close', 'close', 'close', 'response end', 'nothing'])
    if (choose.chance(0.06)) result.unheard = [choose.pick(['error', 'response'] as const)]
  }
  if (headers.length > 0) result.headers = headers
  if (program.peers === 'raw server') result.reply = rawReply(choose)
  else {
    result.handler = handlerSteps(choose, method)
    result.handlerWatch = watched(choose)
  }
  return result
}

/** Plain requests over one pooled socket, to a server that sends anything. Bytes left from one response must not become part of the next. */
function pooled(choose: Choice): Program {
  const exchanges = Array.from({ length: choose.number(2, 3) }, (): Exchange => {
    const reply = rawReply(choose, 0.6)
    return { method: 'GET', steps: [{ do: 'end' }], onResponse: [{ do: 'read', how: choose.pick(['data', 'resume', 'iterate', 'late', 'pipe']) }], watch: { req: REQUEST, res: IN }, until: 'close', reply }
  })
  return { peers: 'raw server', agent: { keepAlive: true, ...(choose.chance(0.7) ? { maxSockets: 1 } : {}) }, exchanges, ...(choose.chance(0.2) ? { together: true } : {}) }
}

function rawReply(choose: Choice, surplus = 0.35): RawReply {
  const reply: RawReply = { framing: choose.weighted({ length: 6, chunked: 3, close: 2, none: 1 } as const), body: choose.pick([0, 1, 5, 100, 1000, 70000]) }
  if (choose.chance(0.1)) reply.version = '1.0'
  if (choose.chance(0.15)) reply.status = choose.pick([204, 304, 404, 500])
  const headers: [string, string][] = []
  if (choose.chance(0.15)) headers.push(['Connection', choose.pick(['close', 'keep-alive'])])
  if (choose.chance(0.1)) headers.push(['X-A', 'b'], ['x-a', 'c'])
  if (choose.chance(0.05)) headers.push(['Set-Cookie', 'a'], ['Set-Cookie', 'b'])
  if (headers.length > 0) reply.headers = headers
  if (choose.chance(surplus)) {
    reply.surplus = choose.pick(['\r\n', 'HTTP/1.1 200 OK\r\nX-Evil: ', 'HTTP/1.1 200 OK\r\nX-Evil: ', 'HTTP/1.1 200 OK\r\nX-Evil: ', 'junk', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', 'H', '\0'])
    if (choose.chance(0.3)) reply.late = true
  }
  if (choose.chance(0.1)) reply.interim = choose.pick([100, 102, 103])
  if (choose.chance(0.4)) reply.cuts = Array.from({ length: choose.number(1, 3) }, () => choose.number(1, 90))
  if (reply.framing === 'close' || choose.chance(0.15)) reply.then = choose.weighted({ end: 5, destroy: 1 } as const)
  return reply
}

function plain(choose: Choice): Program {
  const program: Program = { peers: 'plain', plain: { done: choose.pick(['sync', 'sync', 'tick', 'turn']) } }
  if (choose.chance(0.4)) Object.assign(program.plain!, { writable: true, highWaterMark: choose.pick([1, 100, 16384]) })
  if (choose.chance(0.2)) program.plain!.header = true
  if (choose.chance(0.2)) program.plain!.version = 0
  if (choose.chance(0.25)) program.plain!.emits = true
  if (choose.chance(0.2)) program.serverClasses = 'class'
  const method = choose.pick(METHODS)
  program.exchanges = [{ method, ...(choose.chance(0.3) ? { body: choose.pick([1, 1000]) } : {}), handler: plainSteps(choose), handlerWatch: { req: IN, res: OUT } }]
  return program
}

function bare(choose: Choice): NonNullable<Program['bare']> {
  const calls: Step[] = [
    { do: 'destroy' },
    { do: 'destroy', error: true },
    { do: 'end' },
    { do: 'end', data: { size: 5 }, callback: true },
    { do: 'write', data: { size: 5 }, callback: true },
    { do: 'header', name: 'a', value: 'b' },
    { do: 'get' },
    { do: 'abort' },
    { do: 'cork' },
    { do: 'uncork' },
    { do: 'wait' },
    { do: 'flush' },
    { do: 'assign', name: 'method', value: 'GET' },
  ]
  return {
    class: choose.pick(['ClientRequest', 'ServerResponse', 'OutgoingMessage', 'IncomingMessage']),
    made: choose.pick(['create', 'create only', 'outgoing', 'inherits', 'emitter', 'class']),
    steps: Array.from({ length: choose.number(1, 5) }, () => choose.pick(calls)),
  }
}
