/** Chromium: pages and module workers with and without a Content-Security-Policy, from a server of this process. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import { launchChromium } from '../../../../scripts/chromium.mjs'
import { COPY, DOORS, WASM } from './build.mjs'

/** Where a script runs, and under which policy. The worker has the policy of the response with its script. */
export const PLACES = [
  { name: 'page', isWorker: false, policy: undefined },
  { name: "page, `script-src 'self' 'wasm-unsafe-eval'`", isWorker: false, policy: "script-src 'self' 'wasm-unsafe-eval'" },
  { name: "page, `script-src 'self' 'unsafe-eval'`", isWorker: false, policy: "script-src 'self' 'unsafe-eval'" },
  { name: "page, `script-src 'self'`", isWorker: false, policy: "script-src 'self'", isForbidden: true },
  { name: 'module worker', isWorker: true, policy: undefined },
  { name: "module worker, `script-src 'self' 'wasm-unsafe-eval'`", isWorker: true, policy: "script-src 'self' 'wasm-unsafe-eval'" },
  { name: "module worker, `script-src 'self'`", isWorker: true, policy: "script-src 'self'", isForbidden: true },
]

/** Where compiling is forbidden, a worker under another policy compiles the module and sends it. */
const SCRIPT = `
import { tryDoors } from './${DOORS}'
const url = new URL('/${WASM}', location.href)
export const run = (isForbidden) => tryDoors((number) => import('./${COPY}?' + number), {
  bytes: async () => new Uint8Array(await (await fetch(url)).arrayBuffer()),
  response: () => fetch(url),
  url,
  module: () => isForbidden ? new Promise((resolve) => {
    new Worker('/compiler.mjs', { type: 'module' }).onmessage = ({ data }) => resolve(data)
  }) : WebAssembly.compileStreaming(fetch(url)),
})
`
const FILES = {
  '/run.mjs': SCRIPT,
  '/compiler.mjs': `postMessage(await WebAssembly.compileStreaming(fetch('/${WASM}')))`,
  '/page.mjs': `
import { run } from './run.mjs'
const { isWorker, isForbidden, place } = JSON.parse(decodeURIComponent(location.search.slice(1)))
const show = (results) => { document.querySelector('output').textContent = JSON.stringify(results) }
if (!isWorker) show(await run(isForbidden))
else new Worker('/worker.mjs' + location.search, { type: 'module' }).onmessage = ({ data }) => show(data)
`,
  '/worker.mjs': `
import { run } from './run.mjs'
postMessage(await run(JSON.parse(decodeURIComponent(location.search.slice(1))).isForbidden))
`,
  '/': '<!doctype html><title>doors</title><link rel="icon" href="data:,"><output></output><script type="module" src="/page.mjs"></script>',
}

const TYPES = { mjs: 'text/javascript', wasm: 'application/wasm' }

/** Runs the doors in each of {@link PLACES}. Returns the version of Chromium and the results by place. */
export async function runInChromium(folder) {
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url, 'http://localhost')
    const place = search.startsWith('?%7B') ? JSON.parse(decodeURIComponent(search.slice(1))) : {}
    // A page that runs its doors in a worker has no policy: the worker's own decides.
    const { policy } = (pathname === '/worker.mjs') === (place.isWorker ?? false) ? place : {}
    response.setHeader('Content-Type', TYPES[pathname.split('.')[1]] ?? 'text/html')
    if (policy !== undefined) response.setHeader('Content-Security-Policy', policy)
    response.end(FILES[pathname] ?? readFileSync(join(folder, pathname)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    const results = []
    for (const place of PLACES) {
      await page.goto(`http://127.0.0.1:${server.address().port}/?${encodeURIComponent(JSON.stringify(place))}`)
      const text = await page.locator('output:not(:empty)').textContent()
      results.push({ ...place, results: JSON.parse(text) })
    }
    return { version: browser.version(), places: results }
  } finally {
    await browser.close()
    server.close()
  }
}
