/** The run through proxies, for scripts/through-proxies.mjs. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RequestCase } from '../case.js'
import { COLUMNS } from '../columns.js'
import { REQUESTS } from '../requests.js'
import { exchange, MARKER, type Answer } from './exchange.js'
import { startHaproxy } from './haproxy.js'
import { startNaive } from './naive.js'
import { startNginx } from './nginx.js'
import type { Proxy, Setting } from './proxy.js'
import { handledValue, Upstream, type Seen } from './upstream.js'

const STARTS: [name: string, start: (setting: Setting) => Promise<Proxy | null>][] = [
  ['nginx', (setting) => startNginx(setting, true)],
  ['nginx', (setting) => startNginx(setting, false)],
  ['haproxy', startHaproxy],
]
/** The script runs a bundle in a folder of the package. */
const PAGE = fileURLToPath(new URL('../../../docs/security.md', import.meta.url))
const PLACE = /(<!-- proxies -->\n)[^]*(<!-- end of proxies -->)/
const PROGRESS_STEP = 200
const CONTROL = [{ name: 'insecureHTTPParser', server: { insecureHTTPParser: true } }]
const CONTROL_STARTS: typeof STARTS = [['naive', startNaive]]

interface Count {
  /** The proxy has sent nothing to our server. */
  stopped: number
  /** Our server has refused what the proxy has sent. */
  refused: number
  served: number
  /** A request without the proxy's mark has reached our handler. */
  smuggled: string[]
  /** Another client got the response to another request than its own. */
  poisoned: string[]
  /** The proxy and our server count differently in another way. */
  disagree: string[]
}

export async function main(args: string[]): Promise<number> {
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined
  // A proxy that knows little and a server that accepts everything show that the run finds what it looks for.
  const isControl = args.includes('--control')
  const [columns, starts] = isControl ? [CONTROL, CONTROL_STARTS] : [COLUMNS, STARTS]
  const cases = only === undefined ? REQUESTS : REQUESTS.filter(({ name }) => name === only)
  if (cases.length === 0) throw Object.assign(new TypeError(`--only takes the name of a request of the corpus, not '${only}'`), { code: 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' })
  const rows: string[] = []
  let bad = 0
  for (const { name: column, server } of columns) {
    for (const [program, start] of starts) {
      const folder = mkdtempSync(join(tmpdir(), 'layered-http-proxies-'))
      const mark = { name: 'X-Sent-By-Proxy', secret: randomBytes(12).toString('hex') }
      const upstream = new Upstream(server as http.ServerOptions, mark)
      let proxy: Proxy | null = null
      try {
        proxy = await start({ folder, upstream: await upstream.listen(), mark })
        if (proxy === null) {
          console.log(`${program} is not installed: left out`)
          continue
        }
        const count = await run(cases, proxy, upstream, column, only !== undefined)
        rows.push(`| ${proxy.name} | ${/\d[\w.+-]*/.exec(proxy.version)?.[0]} | ${column} | ${cases.length} | ${count.stopped} | ${count.refused} | ${count.served} | ${count.disagree.length} | ${count.poisoned.length} | ${count.smuggled.length} |`)
        for (const [what, names] of Object.entries({ SMUGGLED: count.smuggled, POISONED: count.poisoned, disagree: count.disagree })) for (const name of names) console.log(`${what}: ${proxy.name}, ${column}: ${name}`)
        bad += count.smuggled.length + count.poisoned.length
      } finally {
        await proxy?.stop()
        upstream.close()
        rmSync(folder, { recursive: true, force: true })
      }
    }
  }
  const table = `| proxy | version | our server | requests | stopped by the proxy | refused by ours | served | counted differently | wrong response to another client | smuggled |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`
  if (args.includes('--markdown')) writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(PLACE, `$1${table}$2`))
  else console.log(`\n${table}`)
  return bad > 0 === isControl ? 0 : 1
}

async function run(cases: RequestCase[], proxy: Proxy, upstream: Upstream, column: string, isVerbose: boolean): Promise<Count> {
  const count: Count = { stopped: 0, refused: 0, served: 0, smuggled: [], poisoned: [], disagree: [] }
  for (const [i, { name, bytes }] of cases.entries()) {
    upstream.take()
    const answers = await exchange(proxy.port, bytes + MARKER)
    const path = `/other-client-${i}`
    const others = await exchange(proxy.port, `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
    const seen = upstream.take()
    const own = seen.handled.filter(({ start }) => start !== `GET ${path}`)
    if (isVerbose) console.log(`${proxy.name}, ${column}\n  sent     ${JSON.stringify(bytes + MARKER)}\n  handled  ${JSON.stringify(seen)}\n  answers  ${JSON.stringify(answers)}\n  other    ${JSON.stringify(others)}`)
    if (own.some(({ isMarked }) => !isMarked)) count.smuggled.push(`${name}: ${JSON.stringify(seen.handled)}`)
    if (others.length !== 1 || others[0]!.handled !== handledValue(`GET ${path}`)) count.poisoned.push(`${name}: ${JSON.stringify(others)}`)
    const difference = disagreement(seen, answers, own.filter(({ isComplete }) => isComplete).map(({ start }) => handledValue(start)))
    if (difference !== null) count.disagree.push(`${name}: ${difference}`)
    // The other client's request is one of those that were sent.
    if (seen.sent <= 1) count.stopped++
    else if (seen.refused > 0) count.refused++
    else count.served++
    if ((i + 1) % PROGRESS_STEP === 0) process.stderr.write(`${proxy.name}, ${column}: ${i + 1} of ${cases.length}\n`)
  }
  return count
}

/** Returns null if the proxy has sent as many requests as our server has handled or refused, and the client got the responses in order. */
function disagreement({ handled, sent, refused }: Seen, answers: Answer[], own: string[]): string | null {
  if (handled.length > sent) return `${handled.length} requests of ${sent} that were sent`
  if (handled.length + refused < sent) return `${handled.length} requests and ${refused} refusals of ${sent} that were sent`
  const answered = answers.map(({ handled: start }) => start).filter((start) => start !== null)
  const isInOrder = answered.every((start, i) => start === own[i])
  return isInOrder ? null : `responses to ${JSON.stringify(answered)}, requests ${JSON.stringify(own)}`
}
