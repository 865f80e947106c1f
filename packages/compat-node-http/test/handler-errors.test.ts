/**
 * Errors as a user sees them: the output of Node when a handler throws, and the first line of the stack when a call throws. This test runs
 * the build, since the bundler may change names and lines.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'

const register = new URL('../dist/register.js', import.meta.url)

beforeAll(() => {
  if (!existsSync(register)) throw new Error('the packages are not built, and this test runs the build: run "npx turbo build" first')
})

interface Outcome {
  stdout: string
  stderr: string
}

/** Runs a CommonJS program in a process with the preload. */
function run(program: string, flags: readonly string[] = []): Promise<Outcome> {
  const { NODE_OPTIONS: _, ...env } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', register.href, ...flags, '--input-type=commonjs', '-e', program], { env }, (_error, stdout, stderr) => resolve({ stdout, stderr }))
  })
}

/** A server and a client with every kind of event. `program` replaces SERVER_LINES and CLIENT_LINES by lines that add listeners. */
const PROGRAM = `
const http = require('node:http'), net = require('node:net')
const server = http.createServer()
const LISTEN_TO_SERVER = (server) => {
  SERVER_LINES
}
const LISTEN_TO_REQUEST = (req) => {
  CLIENT_LINES
}
LISTEN_TO_SERVER(server)
server.on('request', (req, res) => { res.writeProcessing(); res.setHeader('Trailer', 'X-T'); res.write('1'); res.addTrailers({ 'X-T': '1' }); res.end('2') })
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address()
  const options = { port, host: '127.0.0.1', method: 'POST', headers: { 'Transfer-Encoding': 'chunked', ...EXTRA } }
  if (BAD) net.connect(port, '127.0.0.1').end('NONSENSE\\r\\n\\r\\n').on('error', () => {})
  else { const req = http.request(options); LISTEN_TO_REQUEST(req); req.on('error', () => {}); req.end('body') }
})
setTimeout(() => process.exit(), 5000)
`

const program = (serverLines: string, clientLines: string, extra = '{}', bad = false): string =>
  PROGRAM.replace('SERVER_LINES', serverLines).replace('CLIENT_LINES', clientLines).replace('EXTRA', extra).replace('BAD', String(bad))

const HANDLERS: Record<string, string> = {
  request: program("server.on('request', function mine(req, res) { throw new Error('mine') })", ''),
  'data of a request': program("server.on('request', (req) => req.on('data', function mine() { throw new Error('mine') }))", ''),
  'end of a request': program("server.on('request', (req) => req.resume().on('end', function mine() { throw new Error('mine') }))", ''),
  'finish of a response': program("server.on('request', (req, res) => res.on('finish', function mine() { throw new Error('mine') }))", ''),
  checkContinue: program("server.on('checkContinue', function mine() { throw new Error('mine') })", '', "{ Expect: '100-continue' }"),
  checkExpectation: program("server.on('checkExpectation', function mine() { throw new Error('mine') })", '', "{ Expect: 'x' }"),
  'upgrade of a server': program("server.on('upgrade', function mine() { throw new Error('mine') })", '', "{ Connection: 'upgrade', Upgrade: 'x' }"),
  clientError: program("server.on('clientError', function mine() { throw new Error('mine') })", '', '{}', true),
  connection: program("server.on('connection', function mine() { throw new Error('mine') })", ''),
  socket: program('', "req.on('socket', function mine() { throw new Error('mine') })"),
  information: program('', "req.on('information', function mine() { throw new Error('mine') })"),
  response: program('', "req.on('response', function mine() { throw new Error('mine') })"),
  'data of a response': program('', "req.on('response', (res) => res.on('data', function mine() { throw new Error('mine') }))"),
  'end of a response': program('', "req.on('response', (res) => res.resume().on('end', function mine() { throw new Error('mine') }))"),
  'close of a request': program('', "req.on('response', (res) => res.resume()); req.on('close', function mine() { throw new Error('mine') })"),
  'upgrade of a client': program(
    "server.on('upgrade', (req, socket) => socket.end('HTTP/1.1 101 x\\r\\nConnection: upgrade\\r\\nUpgrade: x\\r\\n\\r\\n'))",
    "req.on('upgrade', function mine() { throw new Error('mine') })",
    "{ Connection: 'upgrade', Upgrade: 'x' }",
  ),
}

/** The line of the program on which its handler throws. */
const lineOfThrow = (text: string): number => text.split('\n').findIndex((line) => line.includes("throw new Error('mine')")) + 1

describe('an exception in a handler is reported with the line of the handler', () => {
  it.each(Object.keys(HANDLERS))('%s', async (name) => {
    const text = HANDLERS[name]!
    const { stderr } = await run(text)
    const [header, source, caret] = stderr.split('\n')
    expect(header).toBe(`[eval]:${lineOfThrow(text)}`)
    expect(source).toContain("throw new Error('mine')")
    expect(caret?.trim()).toBe('^')
  })

  it('with at most five frames of ours in the stack', async () => {
    const { stderr } = await run(HANDLERS.request!)
    const frames = stderr.split('\n').filter((line) => line.startsWith('    at '))
    expect(frames[0]).toMatch(/^ {4}at Server\.mine \(\[eval\]/)
    expect(frames.filter((line) => line.includes('/dist/')).length).toBeLessThanOrEqual(5)
  })

  it('with the lines of the sources if source maps are enabled', async () => {
    const { stderr } = await run(HANDLERS.request!, ['--enable-source-maps'])
    const frames = stderr.split('\n').filter((line) => line.includes('/packages/'))
    expect(frames.length).toBeGreaterThan(0)
    expect(frames.filter((line) => !/\/src\/[a-z-]+\.ts:\d+:\d+\)$/.test(line))).toEqual([])
  })
})

it('stack traces name classes as Node does', async () => {
  const { stdout } = await run(`
const http = require('node:http')
const nameIn = (object) => { object.probe = function probe() { return new Error().stack.split('\\n')[1].match(/at (\\S+)\\.probe/)?.[1] }; return object.probe() }
const server = http.createServer((req, res) => {
  console.log(nameIn(req), nameIn(res))
  res.end()
}).listen(0, '127.0.0.1', () => {
  const agent = new http.Agent()
  const req = http.get({ port: server.address().port, host: '127.0.0.1', agent }, (res) => {
    console.log(nameIn(res), nameIn(req), nameIn(server), nameIn(agent), nameIn(new http.OutgoingMessage()), nameIn(http.Server()), nameIn(http.Agent()))
    process.exit()
  })
})`)
  expect(stdout.split('\n')).toEqual(['IncomingMessage ServerResponse', 'IncomingMessage ClientRequest Server Agent OutgoingMessage Server Agent', ''])
})

/** Calls that throw, and the methods in the stack above the caller. Source: Node 26. */
const CALLS: readonly [call: string, code: string, ...frames: string[]][] = [
  ["res.setHeader('a b', 1)", 'ERR_INVALID_HTTP_TOKEN', 'ServerResponse.setHeader'],
  ["res.setHeader('a', undefined)", 'ERR_HTTP_INVALID_HEADER_VALUE', 'ServerResponse.setHeader'],
  ["res.setHeader('a', ['\\n'])", 'ERR_INVALID_CHAR', 'ServerResponse.setHeader'],
  ["sent.setHeader('a', 1)", 'ERR_HTTP_HEADERS_SENT', 'ServerResponse.setHeader'],
  ["res.appendHeader('a', '\\n')", 'ERR_INVALID_CHAR', 'ServerResponse.appendHeader'],
  ["sent.appendHeader('a', 1)", 'ERR_HTTP_HEADERS_SENT', 'ServerResponse.appendHeader'],
  ['res.removeHeader(1)', 'ERR_INVALID_ARG_TYPE', 'ServerResponse.removeHeader'],
  ["sent.removeHeader('a')", 'ERR_HTTP_HEADERS_SENT', 'ServerResponse.removeHeader'],
  ['res.getHeader(1)', 'ERR_INVALID_ARG_TYPE', 'ServerResponse.getHeader'],
  ['res.hasHeader(1)', 'ERR_INVALID_ARG_TYPE', 'ServerResponse.hasHeader'],
  ['res.setHeaders({})', 'ERR_INVALID_ARG_TYPE', 'ServerResponse.setHeaders'],
  ['res.writeHead(1)', 'ERR_HTTP_INVALID_STATUS_CODE', 'ServerResponse.writeHead'],
  ['sent.writeHead(200)', 'ERR_HTTP_HEADERS_SENT', 'ServerResponse.writeHead'],
  ["res.writeHead(200, '\\n')", 'ERR_INVALID_CHAR', 'ServerResponse.writeHead'],
  ["res.addTrailers({ 'a b': 1 })", 'ERR_INVALID_HTTP_TOKEN', 'ServerResponse.addTrailers'],
  ["res.addTrailers({ a: '\\n' })", 'ERR_INVALID_CHAR', 'ServerResponse.addTrailers'],
  ['res.write(null)', 'ERR_STREAM_NULL_VALUES', 'ServerResponse.write'],
  ['res.write(1)', 'ERR_INVALID_ARG_TYPE', 'ServerResponse.write'],
  ["res.write('a', 'x')", 'ERR_UNKNOWN_ENCODING', 'ServerResponse.write'],
  ['res.end(1)', 'ERR_INVALID_ARG_TYPE', 'ServerResponse.end'],
  ['res.writeEarlyHints(1)', 'ERR_INVALID_ARG_TYPE', 'ServerResponse.writeEarlyHints'],
  ["http.validateHeaderName('a b')", 'ERR_INVALID_HTTP_TOKEN'],
  ["http.validateHeaderValue('a', undefined)", 'ERR_HTTP_INVALID_HEADER_VALUE'],
  ["http.setMaxIdleHTTPParsers('a')", 'ERR_INVALID_ARG_TYPE', 'Object.setMaxIdleHTTPParsers'],
  ["http.createServer('a')", 'ERR_INVALID_ARG_TYPE', 'new Server', 'Object.createServer'],
  ["new http.Agent({ scheduling: 'x' })", 'ERR_INVALID_ARG_VALUE', 'new Agent'],
  ["new http.Agent({ maxTotalSockets: 'x' })", 'ERR_INVALID_ARG_TYPE', 'new Agent'],
  ["http.request({ protocol: 'ftp:' })", 'ERR_INVALID_PROTOCOL', 'new ClientRequest', 'Object.request'],
  ["http.request({ path: 'a b' })", 'ERR_UNESCAPED_CHARACTERS', 'new ClientRequest', 'Object.request'],
  ['http.request({ host: 1 })', 'ERR_INVALID_ARG_TYPE', 'new ClientRequest', 'Object.request'],
  ["http.request({ method: 'a b' })", 'ERR_INVALID_HTTP_TOKEN', 'new ClientRequest', 'Object.request'],
  ['http.request({ method: 1 })', 'ERR_INVALID_ARG_TYPE', 'new ClientRequest', 'Object.request'],
  ['http.request({ agent: 1 })', 'ERR_INVALID_ARG_TYPE', 'new ClientRequest', 'Object.request'],
  ["http.request({ timeout: 'a' })", 'ERR_INVALID_ARG_TYPE', 'new ClientRequest', 'Object.request'],
  ["http.request('x')", 'ERR_INVALID_URL', 'new ClientRequest', 'Object.request'],
  ['http.get({ host: 1 })', 'ERR_INVALID_ARG_TYPE', 'new ClientRequest', 'request', 'Object.get'],
  ['new http.ClientRequest({ host: 1 })', 'ERR_INVALID_ARG_TYPE', 'new ClientRequest'],
]

it('the stack of an error that a call throws begins at the called method', async () => {
  const calls = CALLS.map(([call]) => `() => { ${call} }`).join(',\n')
  const { stdout, stderr } = await run(`
const http = require('node:http')
const newResponse = () => new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} })
let res, sent
const calls = [${calls}]
console.log(JSON.stringify(calls.map((call) => {
  res = newResponse()
  sent = newResponse()
  sent.writeHead(200)
  try { call() } catch (error) {
    const frames = error.stack.split('\\n').filter((line) => line.startsWith('    at ')).map((line) => line.slice(7))
    const mine = frames.findIndex((frame) => frame.includes('[eval]'))
    return [error.code, ...frames.slice(0, mine).map((frame) => frame.replace(/ \\(.*/, ''))]
  }
})))`)
  expect(stderr).toBe('')
  const seen = JSON.parse(stdout) as string[][]
  expect(CALLS.map(([call], i) => [call, ...seen[i]!])).toEqual(CALLS)
})
