/** Each example of a single file prints the expected lines. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const cwd = fileURLToPath(new URL('..', import.meta.url))

async function run(...args: string[]): Promise<string[]> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd })
  expect(stderr).toBe('')
  return stdout.trim().split('\n')
}

it('parser-alone reads a request that comes in two chunks', async () => {
  expect(await run('parser-alone.mjs')).toEqual([
    'head     POST /notes',
    '  header Host = example',
    '  header Content-Length = 5',
    'body     hello',
    'complete',
  ])
})

it("agent-alone serves two of Node's own requests over one socket", async () => {
  expect(await run('agent-alone.mjs')).toEqual(['answer to /first came over a new socket', 'answer to /second came over the same socket', 'sockets opened: 1'])
})

it('agent-stats counts the requests, sockets, errors and timeouts of a flaky server', async () => {
  const [outcomes, ...counts] = await run('agent-stats.mjs')
  expect(outcomes).toMatch(/^200 200 200 200 (ECONNRESET|EPIPE) 200 took too long$/)
  expect(counts.join('').replaceAll(' ', '')).toBe('{requests:7,reused:3,created:4,closed:4,errors:1,timeouts:1}')
})

it('server-drain answers what was under way, and says that connections close', async () => {
  expect(await run('server-drain.mjs')).toEqual([
    'the idle client: fast response',
    'the client that had sent half of a head: fast response, and the connection closes',
    'the client of a slow response: slow response, and the connection closes',
    'drained: { completed: 2, forced: 0, upgraded: 0 }',
  ])
})

it('cluster-drain replaces a worker without losing a request', async () => {
  expect(await run('cluster-drain.mjs')).toEqual(['lost by the first worker: 0', 'responses during the change: 7 true', 'responses after it: worker 2, worker 2'])
})

it('processes has two processes on one port, and the other answers when one has drained', async () => {
  const [first, ...others] = await run('processes.mjs')
  // Node has the option since 22.12, on systems whose kernel spreads connections.
  const way = process.platform === 'linux' && Number.parseInt(process.versions.node) >= 22 ? 'reusePort' : 'cluster'
  expect(first).toBe(`${way}: 2 processes answer on one port`)
  expect(others).toEqual(['the first has left with code 0, the other answers: true', 'all have left'])
})

it('har prints the waterfall of four requests over two sockets', async () => {
  const lines = await run('har.mjs')
  expect(lines.map((line) => line.replace(/ [ .=#-]*$/, '')).sort()).toEqual(['200 /20', '200 /30', '200 /40', '200 /60'])
  for (const path of ['/20', '/40']) expect(lines.find((line) => line.includes(path))).toMatch(/^200 \/\d0 +\.+-*=+#*$/)
})

it('agent-dns-flip follows the name to its new address with maxAge', async () => {
  expect(await run('agent-dns-flip.mjs')).toEqual(['before: blue', 'after maxAge: green', 'sockets opened: 2'])
})

it('agent-overload serves the requests that have a socket or wait, and refuses the others', async () => {
  expect(await run('agent-overload.mjs')).toEqual(["{ '200': 12, ERR_AGENT_QUEUE_FULL: 88 }", 'sockets opened: 2 waited: 10 p99 above 0 ms: true'])
})

it('deadlines ends each request at the deadline of the part in which its peer stalls', async () => {
  const rows = (await run('deadlines.mjs')).map((line) => line.slice(37))
  const phases = ['queue', 'lookup', 'connect', 'secureConnect', 'send', 'headers', 'body', 'total']
  expect(rows).toEqual([...phases.map((phase) => `ERR_HTTP_TIMEOUT ${phase} not early`), 'complete'])
})

it("preloaded has Node's http without the flag and layered-http with it", async () => {
  expect(await run('preloaded.mjs')).toEqual(["200 Hello, World! from Node's own http"])
  for (const flag of ['--import', '--require']) {
    expect(await run(flag, '@layered-http/compat-node-http/register', 'preloaded.mjs')).toEqual(['200 Hello, World! from layered-http'])
  }
})
