/**
 * Target `options`: options of any type and value for a server, a request and an agent, and then one exchange with what was made. A wrong option is an error with
 * a code, thrown at once, unless node:http's has no code either; nothing is uncaught, and nothing hangs.
 */
import './structs.js'
import './no-network.js'
import nodeHttp from 'node:http'
import ours from '@layered-http/compat-node-http'
import { Wire } from '../differential/wire.js'
import { Choices } from './choices.js'
import { feed } from './pieces.js'
import { kindOf } from './reduce.js'
import type { Run, Target } from './target.js'
import { anyValue } from './values.js'
import { isExpectedError, nameOfError, uncaughtErrors, watchEvents } from './watched.js'

type Http = typeof nodeHttp
const layered = ours as unknown as Http

/** Options of one input at most. */
const MAX_OPTIONS = 5

const SERVER_OPTIONS = [
  ...['maxHeaderSize', 'insecureHTTPParser', 'httpValidation', 'requestTimeout', 'headersTimeout', 'keepAliveTimeout', 'keepAliveTimeoutBuffer', 'connectionsCheckingInterval', 'requireHostHeader'],
  ...['joinDuplicateHeaders', 'rejectNonStandardBodyWrites', 'optimizeEmptyRequests', 'shouldUpgradeCallback', 'highWaterMark', 'uniqueHeaders', 'noDelay', 'keepAlive', 'keepAliveInitialDelay'],
  ...['IncomingMessage', 'ServerResponse', 'layered', 'layered', 'allowHalfOpen', 'unknown'],
]
const REQUEST_OPTIONS = [
  ...['protocol', 'host', 'hostname', 'port', 'defaultPort', 'method', 'path', 'headers', 'auth', 'agent', 'createConnection', 'timeout', 'signal', 'setHost', 'setDefaultHeaders', 'uniqueHeaders'],
  ...['joinDuplicateHeaders', 'maxHeaderSize', 'insecureHTTPParser', 'httpValidation', 'highWaterMark', 'layered', 'layered', 'family', 'hints', 'lookup', 'localAddress', 'localPort', 'socketPath', '_defaultAgent', 'unknown'],
]
const AGENT_OPTIONS = [
  ...['keepAlive', 'keepAliveMsecs', 'agentKeepAliveTimeoutBuffer', 'maxSockets', 'maxFreeSockets', 'maxTotalSockets', 'scheduling', 'defaultPort', 'protocol', 'proxyEnv', 'timeout', 'host', 'port'],
  ...['layered', 'layered', 'path', 'socketPath', 'localAddress', 'family', 'noDelay', 'unknown'],
]
const LAYERED = ['lenient', 'unknownMethodStatus', 'urlParts', 'strict', 'minBodyRate', 'maxInformation', 'maxRedirects', 'staleRetry', 'stats', 'timings', 'upgrades', 'maxAge', 'maxRequests', 'queueTimeout', 'unknown']

function anyOptions(choices: Choices, names: readonly string[]): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  for (let left = 1 + choices.below(MAX_OPTIONS); left > 0; left--) {
    const name = choices.pick(names)
    if (name !== 'layered') options[name] = anyValue(choices)
    else if (choices.below(6) === 0) options.layered = anyValue(choices)
    else options.layered = { ...(options.layered as object | undefined), [choices.pick(LAYERED)]: choices.flag() ? [choices.pick(['HEADERS', 'x', anyValue(choices)])] : anyValue(choices) }
  }
  return options
}

interface Result {
  errors: string[]
  uncoded: string[]
  uncaught: string[]
  problems: string[]
  /** The objects that could be made, for the corpus. */
  made: string
}

async function use(module: Http, input: string): Promise<Result> {
  const result: Result = { errors: [], uncoded: [], uncaught: [], problems: [], made: '' }
  const note = (error: unknown, where: string): void => {
    result.errors.push(nameOfError(error))
    if (!isExpectedError(error)) result.uncoded.push(`${where}: ${nameOfError(error)}`)
  }
  const attempt = <Made>(where: string, make: () => Made): Made | undefined => {
    try {
      const made = make()
      result.made += where
      return made
    } catch (error) {
      note(error, where)
      return undefined
    }
  }
  result.uncaught = await uncaughtErrors(async () => {
    const choices = new Choices(input)
    const kind = choices.below(4)
    if (kind === 0) await useServer(module, choices, attempt, note)
    else if (kind === 1) await useRequest(module, choices, attempt, note, result)
    else if (kind === 2) await useAgent(module, choices, attempt, note, result)
    else {
      // Properties of a server that programs set.
      const server = module.createServer()
      const name = choices.pick(['timeout', 'keepAliveTimeout', 'headersTimeout', 'requestTimeout', 'maxHeadersCount', 'maxRequestsPerSocket', 'maxHeaderSize', 'insecureHTTPParser', 'httpValidation', 'keepAliveTimeoutBuffer', 'shouldUpgradeCallback'])
      const value = anyValue(choices)
      // Numbers, texts and the like: other values fail in the first calculation, there and in Node, and not in the same places.
      if (['object', 'symbol', 'bigint', 'function'].includes(typeof value)) return
      attempt(name, () => ((server as unknown as Record<string, unknown>)[name] = value))
      await exchange(server, note)
    }
  })
  return result
}

type Attempt = <Made>(where: string, make: () => Made) => Made | undefined
type Note = (error: unknown, where: string) => void

async function useServer(module: Http, choices: Choices, attempt: Attempt, note: Note): Promise<void> {
  const options = anyOptions(choices, SERVER_OPTIONS)
  // A class of the user's is the user's.
  if (typeof options.IncomingMessage === 'function' || typeof options.ServerResponse === 'function') return
  const listener = choices.below(4) === 0 ? anyValue(choices) : undefined
  const server = attempt('createServer', () => module.createServer((choices.below(8) === 0 ? anyValue(choices) : options) as nodeHttp.ServerOptions, listener as nodeHttp.RequestListener))
  if (server !== undefined) await exchange(server, note)
}

/** One request to a server, as an upgrade that may be declined and as a POST. */
async function exchange(server: nodeHttp.Server, note: Note): Promise<void> {
  const wire = new Wire(true)
  wire.on('error', () => {})
  server.on('error', (error) => note(error, "'error' of the server"))
  server.on('request', (req, res) => {
    try {
      req.on('error', (error: Error) => note(error, "'error' of the request"))
      res.on('error', (error) => note(error, "'error' of the response"))
      req.on('data', () => {})
      if (!res.headersSent) res.setHeader('x', ['a', 'b'])
      res.end('hi')
    } catch (error) {
      note(error, 'the handler')
    }
  })
  try {
    server.emit('connection', wire)
  } catch (error) {
    note(error, "'connection'")
  }
  await feed(wire, 'GET /a?b HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi')
  await feed(wire, null)
  wire.destroy()
  server.closeAllConnections()
  await new Promise(setImmediate)
}

/** A response to whatever a request is. */
const RESPONSE = 'HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nhi'

async function useRequest(module: Http, choices: Choices, attempt: Attempt, note: Note, result: Result): Promise<void> {
  const wires: Wire[] = []
  const usual = choices.below(4) === 0 ? {} : { createConnection: () => openWire(wires) }
  const options = { ...usual, ...anyOptions(choices, REQUEST_OPTIONS) }
  const first = choices.pick<unknown>([options, options, options, 'http://a.example/b', new URL('http://user:password@a.example/'), anyValue(choices)])
  const req = attempt('request', () => (first === options ? module.request(options as nodeHttp.RequestOptions) : module.request(first as string, options as nodeHttp.RequestOptions)))
  if (req !== undefined) await finish(req, wires, note, result)
}

function openWire(wires: Wire[]): Wire {
  const wire = new Wire(false)
  wire.on('error', () => {})
  wires.push(wire)
  return wire
}

async function useAgent(module: Http, choices: Choices, attempt: Attempt, note: Note, result: Result): Promise<void> {
  const options = anyOptions(choices, AGENT_OPTIONS)
  const agent = attempt('Agent', () => new module.Agent((choices.below(8) === 0 ? anyValue(choices) : options) as nodeHttp.AgentOptions))
  if (agent === undefined) return
  const wires: Wire[] = []
  if (choices.flag()) agent.createConnection = (() => openWire(wires)) as never
  attempt('getName', () => agent.getName(anyOptions(choices, REQUEST_OPTIONS) as never))
  for (let i = 0; i < 2; i++) {
    const req = attempt('request with the agent', () => module.request({ agent, host: 'a.example', ...(choices.flag() ? anyOptions(choices, REQUEST_OPTIONS) : undefined) } as nodeHttp.RequestOptions))
    if (req !== undefined) await finish(req, wires, note, result)
  }
  attempt('destroy', () => agent.destroy())
}

/** Sends the request and answers it. */
async function finish(req: nodeHttp.ClientRequest, wires: Wire[], note: Note, result: Result): Promise<void> {
  watchEvents(req, 'the request', result.problems)
  req.on('error', (error) => note(error, "'error' of the request"))
  req.on('response', (res) => res.on('error', () => {}).resume())
  try {
    req.end()
  } catch (error) {
    note(error, 'end')
  }
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  for (const wire of wires) {
    await feed(wire, RESPONSE)
    await feed(wire, null)
  }
  try {
    req.destroy()
  } catch (error) {
    note(error, 'destroy')
  }
  for (const wire of wires.splice(0)) wire.destroy()
  await new Promise(setImmediate)
}

export const optionsTarget: Target = {
  control: 1,
  seeds: Array.from({ length: 24 }, (_, i) => String.fromCharCode(i & 3, ...Array.from({ length: 24 }, (_each, at) => ((i + 3) * (at + 5) * 41) & 0xff))),
  async run(input): Promise<Run> {
    const result = await use(layered, input)
    const problems = [...result.problems, ...result.uncoded.map((error) => `an error without a code: ${error}`), ...result.uncaught]
    const known = problems.length === 0 ? undefined : await problemsOfNode(input)
    return { problems: problems.filter((problem) => !known!.has(classOf(problem))), features: [...result.errors, result.made] }
  },
}

/** Returns the class of a problem: two implementations have the same one, though their messages differ. */
const classOf = (problem: string): string => (/^(an error without a code|uncaught)/.exec(problem)?.[1] ?? kindOf(problem))

async function problemsOfNode(input: string): Promise<Set<string>> {
  const { problems, uncoded, uncaught } = await use(nodeHttp, input)
  return new Set([...problems, ...uncoded.map(() => 'an error without a code'), ...uncaught].map(classOf))
}
