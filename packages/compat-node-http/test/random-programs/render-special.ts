/** Renders programs without an ordinary exchange: responses on plain objects, objects made without a constructor, connections that change protocol. */
import type { Program } from './program.js'
import { literal, renderSteps } from './render-steps.js'

/** A response whose socket is a plain object, as in adapters of serverless platforms. */
export function renderPlain({ plain = {}, exchanges = [], serverClasses }: Program): string {
  const lines = []
  if (serverClasses) lines.push('class Response extends http.ServerResponse { constructor(req) { super(req); this.own = true } }')
  if (plain.emits) lines.push('const server = http.createServer()')
  exchanges.forEach((exchange, i) => {
    const { method = 'GET', body = 0, handler, handlerWatch } = exchange
    const names = { part: `server ${i}`, out: 'res', in: 'req' }
    const run = [
      `const req = new http.IncomingMessage({ readable: true, destroy() {}, on() {}, removeListener() {} })`,
      `Object.assign(req, { method: '${method}', url: '/${i}', httpVersion: '1.${plain.version ?? 1}', httpVersionMajor: 1, httpVersionMinor: ${plain.version ?? 1}, complete: true })`,
      ...(body > 0 ? [`req.push(text(${body}))`] : []),
      'req.push(null)',
      `const res = new ${serverClasses ? 'Response' : 'http.ServerResponse'}(req)`,
      ...(handlerWatch?.req?.length ? [`watch('server ${i} req', req, ${literal(handlerWatch.req)})`] : []),
      ...(handlerWatch?.res?.length ? [`watch('server ${i} res', res, ${literal(handlerWatch.res)})`] : []),
      ...(plain.header ? [`res._header = ''`] : []),
      `res.assignSocket(plainSocket('plain ${i}', ${literal({ done: plain.done, writable: plain.writable, highWaterMark: plain.highWaterMark })}))`.replaceAll(/\w+: undefined(, )?/g, ''),
    ]
    const steps = renderSteps(handler, names, 'h')
    if (plain.emits) lines.push(`server.once('request', (req, res) => part('server ${i}', async () => {\n${steps}\n}))`, `{\n${run.join('\n')}\nserver.emit('request', req, res)\n}`)
    else lines.push(`await part('server ${i}', async () => {\n${[...run, steps].join('\n')}\n})`)
  })
  return lines.join('\n')
}

const MADE: Record<string, (name: string) => string> = {
  create: (name) => `const out = Object.create(http.${name}.prototype)\nEventEmitter.call(out)`,
  'create only': (name) => `const out = Object.create(http.${name}.prototype)`,
  outgoing: (name) => `function Own() { http.OutgoingMessage.call(this) }\nObject.setPrototypeOf(Own.prototype, http.${name}.prototype)\nconst out = new Own()`,
  inherits: (name) => `function Own(first) { http.${name}.call(this, first) }\nutil.inherits(Own, http.${name})\nconst out = new Own({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, on() {} })`,
  emitter: (name) => `function Own() { EventEmitter.call(this) }\nutil.inherits(Own, http.${name})\nconst out = new Own()`,
  class: (name) => `class Own extends http.${name} {}\nconst out = new Own({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, on() {} })`,
}

/** Objects of our classes that are made without our constructor, or by a subclass. */
export function renderBare({ bare }: Program): string {
  if (!bare) return ''
  const body = [
    MADE[bare.made]!(bare.class),
    `watch('bare out', out, ['error', 'close', 'finish', 'end'])`,
    renderSteps(bare.steps, { part: 'bare', out: 'out', in: 'out' }, 'b'),
    `atRest(() => attempt('bare state', () => record('bare', 'state', JSON.stringify([out.destroyed, out.writableEnded].map(Boolean)))))`,
  ]
  return `await part('bare', async () => {\n${body.join('\n')}\n})`
}

/** An upgrade or CONNECT, accepted or not, with bytes in both directions and perhaps a second request over the socket. */
export function renderTunnel({ tunnel = {}, pair, server = {}, agent }: Program): string {
  const { by = 'upgrade', server: takes = 'takes', client = 'takes', body = 0, head, again, ends = 'both' } = tunnel
  const event = by === 'upgrade' ? 'upgrade' : 'connect'
  const first = by === 'upgrade' ? 'HTTP/1.1 101 Switching Protocols\\r\\nConnection: upgrade\\r\\nUpgrade: x\\r\\n\\r\\n' : 'HTTP/1.1 200 OK\\r\\n\\r\\n'
  const lines = [
    `const server = use(http.createServer(${literal(server)}, (req, res) => { head('server req', req); watch('server res', res, ['finish', 'close']); req.resume(); res.end('plain') }))`,
  ]
  const reaction = {
    takes: [
      `socket.write('${first}${head ? 'first words' : ''}')`,
      again ? `server.emit('connection', socket)` : `let got = ''\nsocket.on('data', (chunk) => { got += chunk; socket.write(String(chunk).toUpperCase()) })\natRest(() => record('server tunnel', 'got', got))`,
      ends === 'server' ? `setTimeout(() => socket.end(), 15)` : `socket.on('end', () => socket.end())`,
    ],
    refuses: [`socket.end('HTTP/1.1 403 No\\r\\nContent-Length: 2\\r\\n\\r\\nno')`],
    destroys: [`socket.destroy()`],
    none: [],
  }[takes]
  if (takes !== 'none') lines.push(`server.on('${event}', (req, socket, first) => {\nhead('server req', req)\nrecord('server tunnel', 'first', String(first))\nsocket.on('error', () => {})\nwatch('server tunnel', socket, ['end', 'close'])\n${reaction.join('\n')}\n})`)
  if (pair) lines.push(`const [near, far] = pair(${literal(pair)})`, `server.emit('connection', far)`)
  else lines.push(`await once(server.listen(0, '127.0.0.1'), 'listening')`)
  const place = pair ? `createConnection: () => near` : `host: '127.0.0.1', port: server.address().port`
  const asked = by === 'upgrade' ? `, path: '/', headers: { connection: 'upgrade', upgrade: 'x' }` : `, method: 'CONNECT', path: 'a:1'`
  const used = typeof agent === 'object' ? (lines.push(`const agent = use(new http.Agent(${literal(agent)}))`), pair ? `` : `, agent`) : pair ? `` : `, agent: false`
  lines.push(
    `await part('client', async () => {`,
    `const req = http.request({ ${place}${asked}${used}${body > 0 ? `, method: ${by === 'upgrade' ? `'POST'` : `'CONNECT'`}` : ''} })`,
    `watch('client req', req, ['error', 'close', 'finish'])`,
    `req.on('response', (res) => { head('client res', res); read('client res', res, 'data') })`,
  )
  if (client === 'takes') {
    const second = `const second = http.request({ createConnection: () => socket, path: '/second' })\nwatch('second req', second, ['error', 'close'])\nsecond.on('response', (res) => { head('second res', res); read('second res', res, 'data') })\nsecond.end()\nsecond.on('close', () => socket.end())`
    lines.push(
      `req.on('${event}', (res, socket, first) => {\nhead('client res', res)\nlet got = String(first)\nsocket.on('error', () => {})\nwatch('client tunnel', socket, ['end', 'close'])`,
      again ? second : `socket.on('data', (chunk) => { got += chunk })\natRest(() => record('client tunnel', 'got', got))\nsocket.write('words')\n${ends === 'server' ? '' : `setTimeout(() => socket.end(), 15)`}`,
      `})`,
    )
  }
  lines.push(body > 0 ? `req.end(text(${body}))` : `req.end()`, `await until(req, 'close')`, `})`)
  return lines.join('\n')
}
