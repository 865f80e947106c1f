/** Names that cannot be resolved, and a resolver that never answers, with requests that wait in a pool. */
import { countEvents } from '../lib/events.mjs'
import { closeServer, HOST, listen, pooled } from '../lib/sockets.mjs'
import { statusOf } from '../lib/status.mjs'
import { turns, until } from '../lib/waiting.mjs'

export const summary = 'A name is not found, a resolver fails or never answers'

/** Requests of each case, to a pool of SOCKETS. */
const REQUESTS = 10
const SOCKETS = 2
/** Milliseconds of `timeout` where a resolver never answers. */
const TIMEOUT = 50

const failure = (code) => Object.assign(new Error(`getaddrinfo ${code} a.test`), { code, errno: -3001, syscall: 'getaddrinfo', hostname: 'a.test' })
const succeed = (options, callback) => (options.all ? callback(null, [{ address: HOST, family: 4 }]) : callback(null, HOST, 4))

/** `codes`: of the error that each request must have. `never`: the resolver does not call back before the request is over. */
const CASES = [
  { name: 'ENOTFOUND in the same tick', codes: ['ENOTFOUND'], lookup: (_name, _options, callback) => callback(failure('ENOTFOUND')) },
  { name: 'ENOTFOUND later', codes: ['ENOTFOUND'], lookup: (_name, _options, callback) => setImmediate(callback, failure('ENOTFOUND')) },
  { name: 'EAI_AGAIN', codes: ['EAI_AGAIN'], lookup: (_name, _options, callback) => setImmediate(callback, failure('EAI_AGAIN')) },
  { name: 'the system resolver, for a name that does not exist', codes: ['ENOTFOUND', 'EAI_AGAIN'], host: 'does-not-exist.invalid' },
  { name: 'no answer, timeout', codes: ['ECONNRESET'], never: true, options: { timeout: TIMEOUT }, act: (req) => req.on('timeout', () => req.destroy()) },
  { name: 'no answer, signal', codes: ['ABORT_ERR'], never: true, options: () => ({ signal: AbortSignal.timeout(TIMEOUT) }) },
  { name: 'no answer, destroyed at once', codes: ['ECONNRESET'], never: true, act: (req) => setImmediate(() => req.destroy()) },
]

export async function run({ http, figures, progress }) {
  const server = http.createServer((_req, res) => res.end('found'))
  const port = await listen(server)
  const found = { wrong: [], open: [], recovered: [] }
  for (const one of CASES) {
    const late = []
    const lookup = one.never ? (_name, options, callback) => late.push(() => succeed(options, callback)) : one.lookup
    const agent = new http.Agent({ keepAlive: true, maxSockets: SOCKETS })
    const target = { host: one.host ?? 'a.test', port, agent }
    const exchanges = Array.from({ length: REQUESTS }, () => {
      const options = typeof one.options === 'function' ? one.options() : one.options
      const req = http.get({ ...target, ...(lookup && { lookup }), ...options })
      const exchange = { counts: countEvents(req, ['response', 'error', 'close']), code: undefined }
      req.on('error', ({ code }) => (exchange.code ??= code))
      one.act?.(req)
      return exchange
    })
    const settled = await until(() => exchanges.every(({ counts }) => counts.close > 0))
    await turns()
    for (const { counts, code } of exchanges) {
      const { response, error, close } = counts
      if (response !== 0 || error !== 1 || close !== 1 || !one.codes.includes(code)) found.wrong.push(`${one.name}: ${JSON.stringify(counts)}, ${code}`)
    }
    // A resolver that answers after its request is over: the pool keeps nothing of it.
    for (const callBack of late) callBack()
    const empty = await until(() => pooled(agent) === 0)
    if (!settled || !empty) found.open.push(`${one.name}: ${pooled(agent)} in the pool`)
    const status = await statusOf(http.get({ ...target, host: 'a.test', lookup: (_name, options, callback) => succeed(options, callback) }))
    if (status !== 200) found.recovered.push(`${one.name}, then ${status}`)
    agent.destroy()
    progress(one.name)
  }
  await closeServer(server)
  figures.show('requests to a name without an address', CASES.length * REQUESTS)
  figures.none('requests without exactly one error, of the expected code', found.wrong)
  figures.none('sockets or requests left in a pool', found.open)
  figures.none('pools that did not serve the next request', found.recovered)
}
