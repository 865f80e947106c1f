/** The server to which clients send requests, and the requests that every client makes. */
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { digest, LINES } from './app.mjs'

const MEGABYTE = Buffer.alloc(1 << 20, 'abcdefghijklm')
/** Milliseconds. A response of /never takes longer than any test. */
const TIMEOUT = 150

/** Starts the server, and returns `{ base, count }`: `count(path)` is the number of requests to a path. */
export async function startTarget({ createServer, listen }) {
  const counts = new Map()
  const server = createServer(async (req, res) => {
    const { pathname, searchParams } = new URL(req.url, 'http://a')
    counts.set(pathname, (counts.get(pathname) ?? 0) + 1)
    const route = ROUTES[pathname]
    if (route === undefined) res.writeHead(404, { 'content-type': 'text/plain' }).end('nothing here')
    else await route(req, res, searchParams, counts.get(pathname))
  })
  return { base: await listen(server), count: (path) => counts.get(path) ?? 0, server }
}

const json = (res, value, status = 200, headers = {}) => res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))

const ROUTES = {
  '/echo': async (req, res) => {
    const chunks = await req.toArray()
    json(res, { method: req.method, url: req.url, type: req.headers['content-type'], length: req.headers['content-length'], encoding: req.headers['transfer-encoding'], authorization: req.headers.authorization, custom: req.headers['x-custom'], body: String(Buffer.concat(chunks)) })
  },
  '/upload': async (req, res) => json(res, await digest(req)),
  '/hash-form': async (req, res) => json(res, { type: req.headers['content-type'].split(';')[0], ...(await digest(req)) }),
  '/gzip': (req, res) => res.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(gzipSync('zipped '.repeat(1000))),
  '/redirect': (req, res, query) => res.writeHead(Number(query.get('status') ?? 302), { location: query.get('to') ?? '/echo?from=redirect' }).end(),
  '/stream': async (req, res) => {
    for (const line of LINES) res.write(line)
    res.addTrailers({ 'x-trailer': 'end' })
    res.end()
  },
  '/large': (req, res) => res.writeHead(200, { 'content-length': MEGABYTE.length }).end(MEGABYTE),
  '/never': () => {},
  '/slowly': async (req, res) => {
    res.write('a piece')
    await delay(TIMEOUT / 3)
    res.end('the rest')
  },
  '/cut': (req, res) => {
    res.writeHead(200, { 'content-length': 100 }).write('a piece')
    setImmediate(() => res.destroy())
  },
  '/reset': (req) => req.socket.destroy(),
  '/port': (req, res) => res.end(String(req.socket.remotePort)),
  '/flaky': (req, res, query, n) => (n < 3 ? res.writeHead(503, { 'retry-after': '0' }).end('later') : res.end('at last')),
  '/cookie': (req, res) => res.writeHead(200, { 'set-cookie': ['a=1; Path=/', 'b=2; Path=/'] }).end('set'),
  '/cookies': (req, res) => res.end(req.headers.cookie ?? ''),
  '/private': (req, res) => (req.headers.authorization === `Basic ${btoa('me:secret')}` ? res.end('private') : res.writeHead(401, { 'www-authenticate': 'Basic realm="a"' }).end('who?')),
  '/empty': (req, res) => res.writeHead(204).end(),
}

/**
 * Makes the requests.
 *
 * @param send - sends `{ url, method, headers, body, agent, timeout, signal }`, and resolves with `{ status, headers, text }` for any status; it follows redirections and unzips
 * @param can - what the client cannot is false: `redirects`, `unzip`, `timeouts`, `aborts`, `agents`, `refused`, `cut`
 */
export async function exerciseClient(context, { base }, send, can = {}) {
  const { check, tell, makeAgent, protocol } = context
  const post = (path, options) => send({ url: `${base}${path}`, method: 'POST', ...options })
  const get = (path, options) => send({ url: `${base}${path}`, method: 'GET', ...options })
  const failure = (promise) => promise.then(({ status }) => `no error, ${status}`, (error) => error)

  const echo = await get('/echo?a=1&b=%20', { headers: { 'x-custom': 'yes' } })
  check('GET with a query and a field', [echo.status, pick(JSON.parse(echo.text), 'method', 'url', 'custom')], [200, { method: 'GET', url: '/echo?a=1&b=%20', custom: 'yes' }])
  const posted = await post('/echo', { headers: { 'content-type': 'application/json' }, body: '{"a":"é"}' })
  check('POST of JSON', pick(JSON.parse(posted.text), 'method', 'type', 'length', 'body'), { method: 'POST', type: 'application/json', length: '10', body: '{"a":"é"}' })
  for (const method of ['PUT', 'DELETE']) check(method, JSON.parse((await send({ url: `${base}/echo`, method })).text).method, method)
  check('an upload of a megabyte', JSON.parse((await post('/upload', { headers: { 'content-type': 'application/octet-stream' }, body: MEGABYTE })).text), await digest([MEGABYTE]))
  check('a download of a megabyte', (await get('/large')).text.length, MEGABYTE.length)
  check('a response in chunks', (await get('/stream')).text, LINES.join(''))
  check('a response in pieces', (await get('/slowly')).text, 'a piecethe rest')
  check('204', (await get('/empty')).status, 204)
  const missing = await get('/missing')
  check('404', [missing.status, missing.text], [404, 'nothing here'])
  tell('fields of a response', Object.entries(missing.headers).filter(([name]) => name !== 'date'))
  if (can.unzip !== false) check('gzip', (await get('/gzip')).text.length, 7000)
  if (can.redirects !== false) {
    check('302', JSON.parse((await get('/redirect')).text).url, '/echo?from=redirect')
    check('three redirections', JSON.parse((await get(`/redirect?to=${encodeURIComponent('/redirect?to=%2Fredirect')}`)).text).url, '/echo?from=redirect')
  }
  if (can.agents !== false) {
    const agent = makeAgent({ maxSockets: 1 })
    const ports = []
    for (let i = 0; i < 4; i++) ports.push((await get('/port', { agent })).text)
    check('one connection for four requests', new Set(ports).size, 1)
    check('requests that wait for a socket', (await Promise.all(Array.from({ length: 20 }, () => get('/port', { agent })))).map(({ text }) => text), Array(20).fill(ports[0]))
  }
  check('30 requests at once', (await Promise.all(Array.from({ length: 30 }, (_, i) => get(`/echo?${i}`)))).map(({ text }) => JSON.parse(text).url), Array.from({ length: 30 }, (_, i) => `/echo?${i}`))
  for (const [title, path] of [['a response that is cut', '/cut'], ['a connection that is closed without an answer', '/reset']].slice(0, can.cut === false ? 0 : 2)) {
    const error = await failure(get(path))
    check(`${title} is an error`, error instanceof Error, true)
    tell(title, codeOf(error))
  }
  const refused = await failure(send({ url: `${protocol}://localhost:1/`, method: 'GET' }))
  if (can.refused !== false) check('a port without a server is an error', codeOf(refused), 'ECONNREFUSED')
  if (can.timeouts !== false) {
    const error = await failure(get('/never', { timeout: TIMEOUT }))
    check('a timeout is an error', error instanceof Error, true)
    tell('a timeout', codeOf(error))
  }
  if (can.aborts !== false) {
    const controller = new AbortController()
    const aborted = failure(get('/never', { signal: controller.signal }))
    setTimeout(() => controller.abort(), 30)
    check('an abort is an error', (await aborted) instanceof Error, true)
  }
}

/** Returns the code that an error or its cause has. Several addresses of one name make an AggregateError. */
export function codeOf(error) {
  return error?.code ?? error?.cause?.code ?? error?.errors?.[0]?.code ?? error?.name ?? String(error)
}

function pick(object, ...names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]))
}
