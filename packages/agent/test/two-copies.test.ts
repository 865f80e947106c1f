/** Two copies of the package in one process, as in a dependency tree with two versions, and what works between them. */
import { mkdtempSync, rmSync } from 'node:fs'
import type http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type * as face from '../src/index.js'
import type * as port from '../src/port.js'
import { destroyedAfterwards, portEcho } from './support.js'

/** One copy of the package, and a client that contains this copy. */
interface Copy extends Pick<typeof face, 'Agent'>, Pick<typeof port, 'defineHttpsAgent' | 'destroyIfIdle' | 'disableIdleErrorHandling'> {
  readonly get: typeof http.get
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'layered-http-copies-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let a: Copy
let b: Copy
beforeAll(async () => {
  ;[a, b] = (await Promise.all(['a', 'b'].map(load))) as [Copy, Copy]
})

async function load(name: string): Promise<Copy> {
  const outfile = join(folder, `${name}.mjs`)
  const inRoot = (path: string): string => join(ROOT, path)
  await build({
    stdin: { contents: "export { Agent } from './agent/src/index.ts'; export { defineHttpsAgent, destroyIfIdle, disableIdleErrorHandling } from './agent/src/port.ts'; export { get } from './client/src/index.ts'", resolveDir: inRoot('packages') },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    tsconfig: inRoot('tsconfig.json'),
    logLevel: 'silent',
  })
  return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Copy
}

/** GET with the client of `copy`. Resolves when the request has closed. */
async function get(copy: Copy, agent: object, at: number): Promise<{ body: string; reused: boolean; socket: NonNullable<http.ClientRequest['socket']> }> {
  const req = copy.get({ port: at, host: '127.0.0.1', agent: agent as http.Agent })
  const closed = new Promise((resolve) => req.on('close', resolve))
  const res = await new Promise<http.IncomingMessage>((resolve, reject) => req.on('response', resolve).on('error', reject))
  let body = ''
  res.setEncoding('utf8')
  for await (const chunk of res) body += chunk as string
  const { socket } = res
  await closed
  return { body, reused: req.reusedSocket, socket }
}

test('the two copies are different', () => expect(a.Agent).not.toBe(b.Agent))

test("an agent of one copy serves requests of the other copy's client: sockets are kept, reused and leave the pool", async () => {
  const at = await portEcho()
  const agent = destroyedAfterwards(new a.Agent({ keepAlive: true }))
  const first = await get(b, agent, at)
  const second = await get(b, agent, at)
  expect([first.reused, second.reused, second.body]).toEqual([false, true, first.body])
  // Both clients can use one pool.
  const third = await get(a, agent, at)
  expect([third.reused, third.body]).toEqual([true, first.body])
  const idle = Object.values(agent.freeSockets).flat()
  expect(idle).toHaveLength(1)
  const closed = new Promise((resolve) => idle[0]!.on('close', resolve))
  idle[0]!.destroy(new Error('lost while idle'))
  await closed
  expect([agent.totalSocketCount, Object.keys(agent.freeSockets)]).toEqual([0, []])
})

test('an agent of one copy is an instance of the class of the other', () => {
  expect([new a.Agent() instanceof b.Agent, new b.Agent() instanceof a.Agent]).toEqual([true, true])
  expect(new (a.defineHttpsAgent(a.Agent))() instanceof b.Agent).toBe(true)
  class Sub extends b.Agent {}
  expect(new a.Agent() instanceof Sub).toBe(false)
})

test("the functions of the port have no effect on sockets of another copy", async () => {
  const at = await portEcho()
  const agent = destroyedAfterwards(new a.Agent({ keepAlive: true }))
  await get(a, agent, at)
  const [idle] = Object.values(agent.freeSockets).flat()
  b.disableIdleErrorHandling(idle!)
  b.destroyIfIdle(idle!)
  expect([idle!.destroyed, agent.totalSocketCount]).toEqual([false, 1])
  a.destroyIfIdle(idle!)
  expect([idle!.destroyed, agent.totalSocketCount]).toEqual([true, 0])
})
