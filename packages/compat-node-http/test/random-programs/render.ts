/** Renders a program as JavaScript: the body of a function that the runner calls. script.ts makes a script of it. */
import type { Exchange, Program, RawReply } from './program.js'
import { literal, quote, renderSteps } from './render-steps.js'
import { renderBare, renderPlain, renderTunnel } from './render-special.js'

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ')
const block = (open: string, body: string, close = '}'): string => `${open} {\n${indent(body)}\n${close}`

export const rawRequest = (exchange: Exchange, i: number): string => {
  const { method = 'GET', version = '1.1', headers = [], body = 0, chunked, surplus = '' } = exchange
  const lines = [`${method} /${i} HTTP/${version}`, 'Host: a', ...headers.map(([name, value]) => `${name}: ${value}`)]
  if (chunked) lines.push('Transfer-Encoding: chunked')
  else if (body > 0) lines.push(`Content-Length: ${body}`)
  const bytes = 'b'.repeat(body)
  return `${lines.join('\r\n')}\r\n\r\n${chunked ? `${body > 0 ? `${body.toString(16)}\r\n${bytes}\r\n` : ''}0\r\n\r\n` : bytes}${surplus}`
}

const cut = (text: string, cuts: number[] = []): string[] => {
  const places = [0, ...cuts.filter((at) => at > 0 && at < text.length).sort((a, b) => a - b), text.length]
  return places.slice(1).map((end, i) => text.slice(places[i], end)).filter((piece) => piece !== '')
}

export const rawReply = ({ version = '1.1', status = 200, headers = [], body = 0, framing = 'length', surplus = '', cuts, late, interim }: RawReply): string[] => {
  const lines = [...(interim ? [`HTTP/1.1 ${interim} Wait`, ...(interim === 103 ? ['Link: </a>'] : []), ''] : []), `HTTP/${version} ${status} OK`, ...headers.map(([name, value]) => `${name}: ${value}`)]
  if (framing === 'length') lines.push(`Content-Length: ${body}`)
  if (framing === 'chunked') lines.push('Transfer-Encoding: chunked')
  const bytes = 'r'.repeat(body)
  const whole = `${lines.join('\r\n')}\r\n\r\n${framing === 'chunked' ? `${body > 0 ? `${body.toString(16)}\r\n${bytes}\r\n` : ''}0\r\n\r\n` : bytes}`
  return late && surplus ? [...cut(whole, cuts), surplus] : cut(whole + surplus, cuts)
}

function watchLine(name: string, variable: string, events: string[] | undefined): string {
  return events && events.length > 0 ? `watch(${quote(name)}, ${variable}, ${literal(events)})\n` : ''
}

function handler(exchange: Exchange, i: number): string {
  const watched = watchLine(`server ${i} req`, 'req', exchange.handlerWatch?.req) + watchLine(`server ${i} res`, 'res', exchange.handlerWatch?.res)
  const steps = renderSteps(exchange.handler, { part: `server ${i}`, out: 'res', in: 'req' }, 'h')
  return `'/${i}': (req, res) =>\n${indent(block(`part('server ${i}', async () =>`, `head('server ${i} req', req)\n${watched}${steps}`, '})'))},`
}

function client(exchange: Exchange, i: number, program: Program): string {
  const { unheard = [], until = 'close' } = exchange
  const options = { method: exchange.method ?? 'GET', path: exchange.method === 'CONNECT' ? 'a:1' : `/${i}`, ...(exchange.headers ? { headers: Object.fromEntries(exchange.headers) } : {}) }
  const extra = Object.entries(exchange.options ?? {}).map(([name, value]) => (name === 'signal' ? `, signal: ${value === 'now' ? 'AbortSignal.abort()' : 'controller.signal'}` : `, ${name}: ${literal(value)}`))
  // With `agent: false` Node creates an agent, which ignores createConnection.
  const agent = typeof program.agent === 'object' ? ', agent' : program.agent === 'global' || program.pair ? '' : ', agent: false'
  const lines = []
  const signal = exchange.options?.signal
  if (signal && signal !== 'now') lines.push('const controller = new AbortController()')
  lines.push(`const req = http.request({ ...place${agent}, ${literal(options).slice(2, -2)}${extra.join('')} })`)
  if (!unheard.includes('error')) lines.push(`req.on('error', (error) => record('client ${i} req', 'error', codeOf(error)))`)
  lines.push(watchLine(`client ${i} req`, 'req', exchange.watch?.req?.filter((event) => event !== 'error')).trimEnd())
  if (!unheard.includes('response')) {
    const watched = watchLine(`client ${i} res`, 'res', exchange.watch?.res)
    lines.push(block(`req.on('response', (res) => part('client ${i} response', async () =>`, `head('client ${i} res', res)\n${watched}${renderSteps(exchange.onResponse, { part: `client ${i}`, out: 'req', in: 'res' }, 'r')}`, '}))'))
  }
  if (signal === 'turn') lines.push('setImmediate(() => controller.abort())')
  if (signal === 'tick') lines.push('process.nextTick(() => controller.abort())')
  lines.push(renderSteps(exchange.steps, { part: `client ${i}`, out: 'req', in: 'req.res' }, 'c'))
  if (until === 'close') lines.push(`await until(req, 'close')`)
  if (until === 'response end') lines.push(`await new Promise((resolve) => req.once('response', (res) => res.once('end', resolve).once('close', resolve)).once('error', resolve).once('close', resolve))`)
  return block(`const request${i} = () => part('client ${i}', async () =>`, lines.filter(Boolean).join('\n'), '})')
}

function server(program: Program): string {
  const { exchanges = [], serverClasses, listens = [], expectation = 'continue' } = program
  const lines = [block('const handlers =', exchanges.map(handler).join('\n'))]
  if (serverClasses === 'class') lines.push('class Request extends http.IncomingMessage {}', 'class Response extends http.ServerResponse {}')
  if (serverClasses === 'inherits') {
    lines.push('function Request(socket) { http.IncomingMessage.call(this, socket) }', 'util.inherits(Request, http.IncomingMessage)')
    lines.push('function Response(req, options) { http.ServerResponse.call(this, req, options) }', 'util.inherits(Response, http.ServerResponse)')
  }
  const options = Object.entries(program.server ?? {}).map(([name, value]) => `${name}: ${literal(value)}`)
  if (serverClasses) options.push('IncomingMessage: Request', 'ServerResponse: Response')
  lines.push(`const server = use(http.createServer(${options.length > 0 ? `{ ${options.join(', ')} }` : ''}))`)
  lines.push(`server.on('request', (req, res) => handlers[req.url]?.(req, res) ?? res.end())`)
  for (const event of listens) {
    if (event === 'checkContinue' || event === 'checkExpectation') {
      const answer = expectation === 'continue' ? 'res.writeContinue(); ' : expectation === 'reply' ? `return void res.writeHead(417).end()` : ''
      lines.push(`server.on('${event}', (req, res) => { record('server', '${event}'); ${answer}${answer.startsWith('return') ? '' : 'handlers[req.url]?.(req, res)'} })`)
    } else if (event === 'clientError') lines.push(`server.on('clientError', (error, socket) => { record('server', 'clientError', codeOf(error)); socket.destroy() })`)
    else if (event === 'timeout') lines.push(`server.setTimeout(20, (socket) => { record('server', 'timeout'); socket.destroy() })`)
    else lines.push(`server.on('${event}', () => record('server', '${event}'))`)
  }
  return lines.join('\n')
}

/** Returns the body of an async function. Its parameters are `http`, the names of the helpers, `use` and `undo`. */
export function render(program: Program): string {
  const { peers = 'both', exchanges = [], patched = [] } = program
  const lines = patched.map((name) => `wrap(http.${name.replace('.', '.prototype, ').replace(/, (\w+)$/, ", '$1'")}, undo)`)
  if (peers === 'plain') return [...lines, renderPlain(program)].join('\n')
  if (peers === 'bare') return [...lines, renderBare(program)].join('\n')
  if (peers === 'raw server') lines.push(`const server = use(net.createServer(rawServer([\n${exchanges.map(({ reply = {} }) => `  { pieces: [${rawReply(reply).map(rawText).join(', ')}]${reply.then ? `, then: '${reply.then}'` : ''} },`).join('\n')}\n])))`)
  else if (peers === 'tunnel') lines.push(renderTunnel(program))
  else lines.push(server(program))
  if (peers === 'tunnel') return lines.join('\n')
  if (program.pair) lines.push(block('const connect = () =>', `const [near, far] = pair(${literal(program.pair)})\nserver.emit('connection', far)\nreturn near`))
  else lines.push('await once(server.listen(0, "127.0.0.1"), "listening")'.replaceAll('"', "'"))
  const place = program.pair ? (typeof program.agent === 'object' ? '{}' : '{ createConnection: connect }') : `{ host: '127.0.0.1', port: server.address().port }`
  if (peers === 'raw client') {
    const connect = program.pair ? 'connect()' : `net.connect(server.address().port, '127.0.0.1')`
    const pieces = cut(exchanges.map(rawRequest).join(''), program.cuts)
    lines.push(`await part('client', () => rawClient('client', use(${connect}), [\n${pieces.map((piece) => `  ${rawText(piece)},`).join('\n')}\n], ${program.rawEnds === true}))`)
    return lines.join('\n')
  }
  lines.push(`const place = ${place}`)
  if (typeof program.agent === 'object') lines.push(`const agent = use(new http.Agent(${literal(program.agent)}))`, ...(program.pair ? ['agent.createConnection = connect'] : []))
  if (program.agent === 'global') lines.push('use(http.globalAgent)')
  lines.push(...exchanges.map((exchange, i) => client(exchange, i, program)))
  if (program.together) lines.push(`await Promise.all([${exchanges.map((_, i) => `request${i}()`).join(', ')}])`)
  else exchanges.forEach((_, i) => lines.push(`await request${i}()`))
  return lines.join('\n')
}

/** Returns a string literal. Long runs of a letter become calls of repeat(). */
function rawText(text: string): string {
  const parts = text.split(/(b{20,}|r{20,})/).filter(Boolean)
  return parts.map((run) => (/^(b{20,}|r{20,})$/.test(run) ? `'${run[0]}'.repeat(${run.length})` : quote(run))).join(' + ')
}
