/**
 * Options that Node does not have have no effect outside of `layered`, because libraries pass their own options to `http.request`, `http.Agent`
 * and `http.createServer`. One program runs with and without such options; its bytes and events must be the same.
 */
import { once, type EventEmitter } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import type nodeHttp from 'node:http'
import net from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'
import { AGENT_DEFAULTS } from '../../../packages/agent/src/options.js'
import { REQUEST_OPTIONS } from '../../../packages/client/src/options.js'
import { OPTIONS as SERVER_OPTIONS } from '../../../packages/server/src/options.js'

/** All options of these packages beyond Node, by their names in `layered`. */
const EXTRAS = ['connect', 'destroyWaiting', 'events', 'happyEyeballs', 'idleTimeout', 'lenient', 'maxAge', 'maxQueued', 'maxRedirects', 'maxRequests', 'noProxy', 'queueTimeout', 'staleRetry', 'stats', 'timeouts', 'timings', 'unknownMethodStatus', 'upgrades', 'urlParts']

/** Options of libraries that make requests, agents and servers. */
const OF_LIBRARIES = [
  'followRedirects', 'followRedirect', 'beforeRedirect', 'beforeRedirects', 'trackRedirects', 'maxBodyLength', 'maxContentLength', 'nativeProtocols', 'perMessageDeflate', 'handshakeTimeout',
  'skipUTF8Validation', 'protocolVersion', 'responseType', 'decompress', 'retry', 'retries', 'body', 'json', 'form', 'query', 'pathname', 'search', 'searchParams', 'proxy', 'compress', 'size',
  'redirect', 'follow', 'counter', 'connections', 'pipelining', 'keepAliveMaxTimeout', 'keepAliveTimeoutThreshold', 'bodyTimeout', 'maxConcurrentStreams', 'socketActiveTTL', 'freeSocketTimeout',
  'limits', 'http2', 'logger', 'maxParamLength', 'bodyLimit', 'connectionTimeout', 'throwOnError', 'tunnel', 'strictSSL', 'agentClass', 'userAgent', 'username', 'password', 'version',
]

/** Names that are also fields of our options or of our classes' state. */
const OF_FIELDS = ['parser', 'tape', 'rules', 'carrier', 'deadlines', 'redirects', 'visited', 'extra', 'pool', 'meter', 'destroyed', 'res', 'reusedSocket', 'serverKeepAlive', 'aborted', 'httpAllowHalfOpen', 'maxRequestsPerSocket', 'maxHeadersCount', 'strictContentLength', 'sendDate', 'shouldKeepAlive', 'useChunkedEncodingByDefault']

const ODD = [5, 0, -1, NaN, 'x', '60s', true, null, { a: 1 }, (): number => 3]

/** The types of Node. Options that Node has may change something, so they are left out. */
const NODE_TYPES = ['http', 'https', 'net', 'tls', 'stream', 'dns', 'events'].map((name) => readFileSync(new URL(`../../../node_modules/@types/node/${name}.d.ts`, import.meta.url), 'utf8')).join('\n')
const isOfNode = (name: string): boolean => new RegExp(`^\\s+(?:readonly )?${name}\\??:`, 'm').test(NODE_TYPES)

/** Options that Node has, but that are missing in its documentation or in the types: internal ones and new ones. */
const UNDOCUMENTED = ['_defaultAgent', 'hash', 'href', 'pathname', 'search', 'encoding', 'optimizeEmptyRequests', 'httpValidation', 'agentKeepAliveTimeoutBuffer', 'proxyEnv']

/** Options of methods that Node does not have (`drain`, and `close` of an agent), and fields of the options of writing. */
const OF_OTHERS = ['graceMs', 'idleMs', 'headLeft']

const withoutComments = (source: string): string => source.replace(/\/\*[^]*?\*\/|\/\/.*/g, '')

test('outside of layered, the sources read only options that Node has', () => {
  // The names in the tables of options, and every option that the code reads by its name.
  const asked = new Set<string>([...Object.keys(SERVER_OPTIONS), ...Object.keys(REQUEST_OPTIONS), ...Object.keys(AGENT_DEFAULTS)])
  const packages = ['agent', 'client', 'server', 'streams'].map((name) => new URL(`../../../packages/${name}/src/`, import.meta.url))
  const sources = packages.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).map((file) => withoutComments(readFileSync(new URL(file, folder), 'utf8'))))
  for (const source of sources) {
    for (const [, name] of source.matchAll(/(?<![/-])\b(?:options|merged|asked)\??\.([a-zA-Z]\w*)/g)) asked.add(name!)
    for (const [, names] of source.matchAll(/\{([^{}()]*)\}\s*(?::\s*(?!WriteOptions)\w*Options\b|=\s*(?:this\.)?(?:options|merged|asked)\b)/g)) for (const [name] of names!.matchAll(/(?<=^\s*|,\s*)\w+/g)) asked.add(name)
  }
  expect([...asked]).toEqual(expect.arrayContaining(['layered', 'maxHeaderSize', 'signal', 'headersTimeout', 'scheduling', 'uniqueHeaders']) as string[])
  expect([...asked].filter((name) => EXTRAS.includes(name))).toEqual([])
  expect([...asked].filter((name) => !isOfNode(name) && !UNDOCUMENTED.includes(name) && !OF_OTHERS.includes(name) && name !== 'layered' && name !== 'call')).toEqual([])
})

test.each<[string, (options: object) => unknown]>([
  ['request', (options) => http.request({ ...options, agent: false })],
  ['agent', (options) => new http.Agent(options)],
  ['server', (options) => http.createServer(options)],
])('docs/compatibility.md lists every option beyond Node of a %s', (what, make) => {
  // The error for an unknown name has the known ones.
  let known: string[] = []
  try {
    make({ layered: { nothing: 1 } })
  } catch (error) {
    known = [...(error as Error).message.split('the options are:')[1]!.matchAll(/'(\w+)'/g)].map(([, name]) => name!)
  }
  const row = readFileSync(new URL('../../../docs/compatibility.md', import.meta.url), 'utf8').match(new RegExp(`^\\| an? \\[${what}\\]\\([^)]+\\) \\| (.*) \\|$`, 'm'))![1]!
  expect(known.length).toBeGreaterThan(4)
  expect(row.split(', ')).toEqual(known.map((name) => `\`${name}\``).sort())
})

type Http = typeof nodeHttp

/** Logs the events of `emitter` in order. */
function note(events: string[], emitter: EventEmitter, names: readonly string[], say: (...args: never[]) => string = () => ''): void {
  for (const name of names) emitter.on(name, (...args) => events.push(`${name} ${say(...(args as never[]))}`.trim()))
}

/** Returns the text without the parts that differ from run to run. */
const stable = (text: string): string => text.replace(/Date: [^\r]*/g, 'Date').replace(/(localhost|127\.0\.0\.1):\d+/g, '$1')

/**
 * A program in which every extra would have an effect: redirects, an unknown method, a bare LF, a queue, reused sockets, a stale one.
 * Returns the bytes that each connection sent and received, and the events of each object.
 */
async function observe(http: Http, extra: object): Promise<unknown> {
  const log: Record<string, string[]> = {}
  const events = (of: string): string[] => (log[of] ??= [])

  const server = http.createServer({ ...extra }, (req, res) => {
    events('requests').push(`${req.method} ${req.url} ${['pathname', 'search', 'query'].filter((name) => name in req).join()} ${JSON.stringify(req.rawHeaders.filter((_, i) => i % 2 === 0))}`)
    note(events(`response to ${req.url}`), res, ['finish', 'close', 'error'])
    if (req.url === '/redirect') res.writeHead(302, { Location: '/target' }).end()
    else if (req.url === '/stale') req.socket.destroy()
    else req.resume().on('end', () => res.end(`body of ${req.url}`))
  })
  note(events('server'), server, ['clientError', 'dropRequest', 'upgrade', 'connect', 'checkContinue'], (error: { code?: string }) => String(error?.code))
  server.on('clientError', (_error, socket) => void (socket as net.Socket).end('HTTP/1.1 400 Mine\r\n\r\n'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo

  const silent = http.createServer({ ...extra }, (_req, res) => res.end())
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const raw = async (to: number, text: string): Promise<void> => {
    const socket = net.connect(to, '127.0.0.1')
    let received = ''
    socket.setEncoding('latin1').on('data', (data: string) => (received += data))
    socket.on('error', () => {})
    socket.end(text)
    await once(socket, 'close')
    events('raw').push(stable(received))
  }

  const agent = new http.Agent({ keepAlive: true, maxSockets: 1, ...extra })
  let sockets = 0
  agent.on('free', () => events('agent').push('free'))
  const ask = async (path: string, options: object = {}, body?: string): Promise<void> => {
    const seen = events(`request ${path}`)
    const req = http.request({ host: '127.0.0.1', port, path, agent, ...extra, ...options })
    note(seen, req, ['socket', 'finish', 'response', 'information', 'timeout', 'abort', 'close', 'error'], (error: Error & { code?: string; reusedSocket?: unknown }) => (error instanceof Error ? `${error.code} ${error.message} ${JSON.stringify(error)}` : ''))
    req.on('socket', (socket) => {
      const first = socket.listenerCount('seen') === 0
      if (!first) return
      socket.on('seen', () => {})
      sockets++
      const bytes = events(`connection ${sockets}`)
      const write = socket.write.bind(socket) as (...args: unknown[]) => boolean
      socket.write = (...args: unknown[]): boolean => {
        if (args[0] !== '') bytes.push(stable(String(args[0])))
        return write(...args)
      }
    })
    req.on('response', (res) => {
      let text = ''
      res.setEncoding('latin1').on('data', (data: string) => (text += data)).on('end', () => seen.push(`${res.statusCode} ${res.headers.location} ${text} ${JSON.stringify(res.rawHeaders.filter((_, i) => i % 2 === 0))}`))
    })
    const closed = new Promise((resolve) => req.on('close', resolve))
    req.end(body)
    await closed
    seen.push(`reused ${req.reusedSocket} ${req.path} ${req.destroyed}`)
  }
  await Promise.all([ask('/first'), ask('/second'), ask('/third', { method: 'POST' }, 'body')])
  await ask('/redirect')
  await ask('/redirect?absolute', { path: 'http://127.0.0.1/redirect' })
  await ask('/stale')
  await ask('/own', { agent: false })
  await raw(port, 'FROB / HTTP/1.1\r\nHost: a\r\n\r\n')
  await raw((silent.address() as net.AddressInfo).port, 'FROB / HTTP/1.1\r\nHost: a\r\n\r\n')
  await raw(port, 'GET /lf HTTP/1.1\nHost: a\nConnection: close\n\n')
  log['agent'] = [...(log['agent'] ?? []), String(agent.getName({ host: 'a', port: 1, ...extra })), String(Object.keys(agent.freeSockets).length), String(sockets)]
  log['keys'] = [server, agent].map((object) => Object.keys(object).join())
  agent.destroy()
  for (const one of [server, silent]) {
    one.closeAllConnections()
    one.close()
  }
  return log
}

let plain: unknown
beforeAll(async () => {
  plain = await observe(http, {})
  expect(await observe(http, {})).toEqual(plain)
})

test('the program behaves differently with the extras in `layered`', async () => {
  for (const layered of [{ urlParts: true }, { unknownMethodStatus: 405 }, { lenient: ['OPTIONAL_CR_BEFORE_LF'] }]) {
    const createServer = ((options: object, listener: nodeHttp.RequestListener) => http.createServer({ ...options, layered } as object, listener)) as Http['createServer']
    expect(await observe({ ...http, createServer }, {})).not.toEqual(plain)
  }
  class LayeredAgent extends http.Agent {
    constructor(options: nodeHttp.AgentOptions) {
      super({ ...options, layered: { maxRequests: 1 } } as nodeHttp.AgentOptions)
    }
  }
  expect(await observe({ ...http, Agent: LayeredAgent } as Http, {})).not.toEqual(plain)
  for (const layered of [{ maxRedirects: 3 }, { staleRetry: true }]) {
    const request = ((options: object) => http.request({ ...options, layered } as object)) as Http['request']
    expect(await observe({ ...http, request }, {})).not.toEqual(plain)
  }
})

test.each(EXTRAS)('%s', async (name) => {
  for (const value of ODD) expect([name, value, await observe(http, { [name]: value })]).toEqual([name, value, plain])
})

test.each(ODD.map((value) => [value]))('options of libraries and names of fields have no effect, all with the value %s', async (value) => {
  const names = [...OF_LIBRARIES, ...OF_FIELDS].filter((name) => !isOfNode(name))
  expect(names.length).toBeGreaterThan(50)
  expect(await observe(http, Object.fromEntries(names.map((name) => [name, value])))).toEqual(plain)
})
