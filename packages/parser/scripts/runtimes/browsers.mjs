/** Browsers: pages and module workers with and without a Content-Security-Policy, from a server of this process, to which they send their results. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { join } from 'node:path'
import { launchChromium } from '../../../../scripts/chromium.mjs'
import { binaryVersion } from '../../../../scripts/runtime-binaries.mjs'
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

/** The result where the policy that forbids compiling also forbids to receive a compiled module, as in Firefox. */
export const NOT_RECEIVED = 'not received'

/** Where compiling is forbidden, a worker under another policy compiles the module and sends it. */
const SCRIPT = `
import { tryDoors } from './${DOORS}'
const url = new URL('/${WASM}', location.href)
export const run = (isForbidden) => tryDoors((number) => import('./${COPY}?' + number), {
  bytes: async () => new Uint8Array(await (await fetch(url)).arrayBuffer()),
  response: () => fetch(url),
  url,
  module: () => isForbidden ? fromWorker() : WebAssembly.compileStreaming(fetch(url)),
})
const fromWorker = () => new Promise((resolve, reject) => {
  const worker = new Worker('/compiler.mjs', { type: 'module' })
  worker.onmessage = ({ data }) => resolve(data)
  worker.onmessageerror = () => reject(Object.assign(new Error(), { code: '${NOT_RECEIVED}' }))
  worker.onerror = ({ message }) => reject(new Error('the worker failed: ' + message))
})
`
const FILES = {
  '/run.mjs': SCRIPT,
  '/compiler.mjs': `postMessage(await WebAssembly.compileStreaming(fetch('/${WASM}')))`,
  '/page.mjs': `
import { run } from './run.mjs'
const { isWorker, isForbidden } = JSON.parse(decodeURIComponent(location.search.slice(1)))
const send = async (results) => {
  const next = await (await fetch('/results', { method: 'POST', body: JSON.stringify(results) })).text()
  if (next !== '') location.href = next
}
if (!isWorker) send(await run(isForbidden))
else new Worker('/worker.mjs' + location.search, { type: 'module' }).onmessage = ({ data }) => send(data)
`,
  '/worker.mjs': `
import { run } from './run.mjs'
postMessage(await run(JSON.parse(decodeURIComponent(location.search.slice(1))).isForbidden))
`,
  '/': '<!doctype html><title>doors</title><link rel="icon" href="data:,"><script type="module" src="/page.mjs"></script>',
}

const TYPES = { mjs: 'text/javascript', wasm: 'application/wasm' }

/** Milliseconds for all places, start included. */
const TIME_LIMIT = 120_000

const addressOf = (place) => `/?${encodeURIComponent(JSON.stringify(place))}`

/**
 * Runs the doors in each of {@link PLACES}, one after the other. Returns the places with their results.
 *
 * @param open - opens a browser with an address, and returns a promise of a function that closes it
 */
async function runPlaces(folder, open) {
  const places = []
  let finish
  const finished = new Promise((resolve, reject) => {
    finish = resolve
    setTimeout(() => reject(new Error(`The browser has sent ${places.length} of ${PLACES.length} results`)), TIME_LIMIT).unref()
  })
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      places.push({ ...PLACES[places.length], results: await json(request) })
      response.end(places.length < PLACES.length ? addressOf(PLACES[places.length]) : '')
      if (places.length === PLACES.length) finish()
      return
    }
    const { pathname, search } = new URL(request.url, 'http://localhost')
    const place = search.startsWith('?%7B') ? JSON.parse(decodeURIComponent(search.slice(1))) : {}
    // A page that runs its doors in a worker has no policy: the worker's own decides.
    const { policy } = (pathname === '/worker.mjs') === (place.isWorker ?? false) ? place : {}
    response.setHeader('Content-Type', TYPES[pathname.split('.')[1]] ?? 'text/html')
    if (policy !== undefined) response.setHeader('Content-Security-Policy', policy)
    response.end(FILES[pathname] ?? readFileSync(join(folder, pathname)))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = await open(`http://127.0.0.1:${server.address().port}${addressOf(PLACES[0])}`)
  try {
    await finished
    return places
  } finally {
    await close()
    server.closeAllConnections()
    server.close()
  }
}

/** Returns the version of Chromium, and the places with their results. */
export async function runInChromium(folder) {
  const browser = await launchChromium()
  const open = async (address) => {
    const page = await browser.newPage()
    await page.goto(address)
    return () => browser.close()
  }
  return { version: browser.version(), places: await runPlaces(folder, open) }
}

export const HOW_TO_INSTALL_FIREFOX = 'apt-get install firefox-esr, or name one by FIREFOX'

/** Returns `{ binary, version }`; undefined if it is not installed. */
export function findFirefox() {
  for (const binary of [process.env.FIREFOX, 'firefox', 'firefox-esr']) {
    const version = binary && binaryVersion(binary, /Firefox ([\d.]+)/)
    if (version) return { binary, version }
  }
  return undefined
}

/** Returns the places with their results. Firefox gets a profile of its own. */
export function runInFirefox(folder, binary) {
  const profile = join(folder, 'profile')
  mkdirSync(profile)
  writeFileSync(join(profile, 'user.js'), ['browser.aboutwelcome.enabled', 'datareporting.policy.dataSubmissionEnabled', 'app.update.enabled'].map((name) => `user_pref("${name}", false);\n`).join(''))
  return runPlaces(folder, async (address) => {
    const child = spawn(binary, ['--headless', '--no-remote', '--profile', profile, address], { stdio: 'ignore' })
    return async () => {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
  })
}
