/** What loading the package does not load: it would cost every program CPU time and memory at its start. From the built files, in a new process. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const entry = (name: string): string => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url))

/** Built-in modules that cost 1 ms and more, and that `node:http` does not load by itself. */
const EXPENSIVE = ['undici', 'perf_hooks', 'worker_threads', 'tls', 'https', 'http2', 'zlib', 'crypto', 'dns', 'internal/util/parse_args/parse_args']

/** Runs a program, and returns what it prints as JSON. */
async function printed(program: string, ...flags: string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--no-warnings', ...flags, '-e', program])
  return JSON.parse(stdout)
}

test.each(['index', '_http_common'])('%s loads no expensive module of Node', async (name) => {
  const loaded = await printed(`require(${JSON.stringify(entry(name))}); console.log(JSON.stringify(process.moduleLoadList))`)
  expect((loaded as string[]).filter((one) => EXPENSIVE.some((expensive) => one === `NativeModule ${expensive}` || one.endsWith(`/${expensive}`)))).toEqual([])
})

test('the first exchange loads no WebSocket', async () => {
  const program = `const { createServer, get } = require(${JSON.stringify(entry('index'))})
    const server = createServer((req, res) => res.end('a')).listen(0, () => get({ host: '127.0.0.1', port: server.address().port }, (res) => res.resume().on('end', () => {
      console.log(JSON.stringify(process.moduleLoadList))
      process.exit()
    })))`
  expect((await printed(program)) as string[]).not.toEqual(expect.arrayContaining([expect.stringMatching(/undici\/undici/)]))
})

test('the WebAssembly comes from its file', async () => {
  const program = `const fs = require('fs')
    const { readFileSync } = fs
    const read = []
    fs.readFileSync = (path, ...rest) => (read.push(String(path)), readFileSync(path, ...rest))
    const { HTTPParser } = require(${JSON.stringify(entry('_http_common'))})
    const parser = new HTTPParser()
    parser.initialize(HTTPParser.REQUEST)
    parser.execute(Buffer.from('GET / HTTP/1.1\\r\\n\\r\\n'))
    console.log(JSON.stringify(read))`
  expect(await printed(program)).toEqual(expect.arrayContaining([expect.stringMatching(/\/wasm\/parser(-no-simd)?\.wasm$/)]))
})

test('M-10 the exports WebSocket, CloseEvent and MessageEvent work like the globals, which are loaded with their first use', async () => {
  const program = `const before = process.moduleLoadList.length
    import(${JSON.stringify(entry('index'))}).then((http) => {
      const isLoaded = () => process.moduleLoadList.includes('NativeModule internal/deps/undici/undici')
      const results = {}
      for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) {
        if (!(name in globalThis)) {
          results[name] = http[name] === undefined && http.default[name] === undefined
          continue
        }
        const loadedBefore = isLoaded()
        const imported = http[name]
        const isLazy = loadedBefore === isLoaded()
        const subclass = class extends imported {}
        const one = name === 'WebSocket' ? Object.create(imported.prototype) : new imported('x')
        results[name] = isLazy && one instanceof globalThis[name] && one instanceof imported && Object.getPrototypeOf(one) === globalThis[name].prototype &&
          imported.name === name && typeof imported === 'function' && subclass.prototype instanceof globalThis[name] &&
          (name === 'WebSocket' || (new subclass('x') instanceof globalThis[name] && new subclass('x') instanceof subclass)) &&
          http[name] === globalThis[name] && http.default[name] === globalThis[name]
      }
      console.log(JSON.stringify({ ...results, OPEN: http.WebSocket?.OPEN ?? 1 }))
    })`
  expect(await printed(program)).toEqual({ WebSocket: true, CloseEvent: true, MessageEvent: true, OPEN: 1 })
})

test('NODE_DEBUG=http prints its lines, although node:util is not imported', async () => {
  const { stderr } = await run(process.execPath, ['--no-warnings', '-e', `require(${JSON.stringify(entry('index'))}).request({ port: 1 }).on('error', () => {})`], { env: { ...process.env, NODE_DEBUG: 'http' } })
  expect(stderr).toMatch(/client: GET \/ /)
})
