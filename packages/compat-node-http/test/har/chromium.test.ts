/** An independent reader of our archives: playwright serves a recorded page to Chromium from the archive alone. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'
import { HarRecorder, type HarEntry } from '@layered-http/compat-node-http/har-recorder'

/** One pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const HTML = '<!doctype html><title>Recorded</title><link rel="icon" href="data:,"><script type="module" src="/script.js"></script><img src="/image.png" alt=""><output></output>'
/** The last step of the page shows that everything before it worked. */
const SCRIPT = `
const answer = await fetch('/notes', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'first é' })
await document.querySelector('img').decode()
document.querySelector('output').textContent = answer.status + ' ' + await answer.text() + ' ' + document.querySelector('img').naturalWidth
`
const SHOWN = '201 noted: first é 1'

interface Sending {
  method: string
  path: string
  headers?: Record<string, string>
  body?: string
}

/** The requests that the page makes. */
const REQUESTS: Sending[] = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/page' },
  { method: 'GET', path: '/script.js' },
  { method: 'GET', path: '/image.png' },
  { method: 'POST', path: '/notes', headers: { 'content-type': 'text/plain' }, body: 'first é' },
]

let folder: string
let browser: Browser

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'har-'))
  // vitest.config.ts has set it.
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] })
})

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

/** Serves a redirection, a page in gzip, a chunked script, an image, and the POST of the script. */
function serve(): InstanceType<typeof http.Server> {
  return http.createServer((request, response) => {
    switch (`${request.method} ${request.url}`) {
      case 'GET /':
        response.writeHead(302, { location: '/page' }).end()
        break
      case 'GET /page':
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' }).end(gzipSync(HTML))
        break
      case 'GET /script.js':
        response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' })
        response.write(SCRIPT.slice(0, 50))
        response.end(SCRIPT.slice(50))
        break
      case 'GET /image.png':
        response.writeHead(200, { 'content-type': 'image/png' }).end(PNG)
        break
      case 'POST /notes': {
        let text = ''
        request.setEncoding('utf8').on('data', (piece: string) => (text += piece))
        request.on('end', () => response.writeHead(201, { 'content-type': 'text/plain; charset=utf-8' }).end(`noted: ${text}`))
        break
      }
      default:
        response.writeHead(404).end()
    }
  })
}

/** Runs `visit` with the server, whose origin it gets, and returns the archive and the origin. The server is gone afterwards. */
async function recorded(visit: (origin: string) => Promise<void>): Promise<{ origin: string; archive: { log: { entries: HarEntry[] } } }> {
  const recorder = new HarRecorder({ maxBodySize: 100_000 }).start()
  const server = serve()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    await visit(origin)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    recorder.stop()
  }
  return { origin, archive: JSON.parse(JSON.stringify(recorder)) as { log: { entries: HarEntry[] } } }
}

/** Opens the page in Chromium, with the archive in place of the network if there is one. Returns what the page shows. */
async function visit(origin: string, archive?: object): Promise<string> {
  const context = await browser.newContext()
  try {
    const complaints: string[] = []
    const page = await context.newPage()
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    if (archive !== undefined) {
      const file = join(folder, 'archive.har')
      writeFileSync(file, JSON.stringify(archive))
      await page.routeFromHAR(file, { notFound: 'abort' })
    }
    await page.goto(`${origin}/`)
    await page.locator('output:not(:empty)').waitFor()
    expect(complaints).toEqual([])
    expect(page.url()).toBe(`${origin}/page`)
    return await page.locator('output').innerText()
  } finally {
    await context.close()
  }
}

/** The entries that `side` has recorded, as method and path. */
function summaryOf(entries: readonly HarEntry[], origin: string): string[] {
  return entries.map(({ request }) => `${request.method} ${request.url.slice(origin.length)}`).sort()
}

const EXPECTED = REQUESTS.map(({ method, path }) => `${method} ${path}`).sort()

test('a page that our server has sent to Chromium is served to Chromium from the archive', async () => {
  const { origin, archive } = await recorded(async (origin) => expect(await visit(origin)).toBe(SHOWN))
  expect(summaryOf(archive.log.entries, origin)).toEqual(EXPECTED)
  expect(await visit(origin, archive)).toBe(SHOWN)
  // The archive is all that there is.
  const entries = archive.log.entries.filter(({ request }) => !request.url.endsWith('/page'))
  await expect(visit(origin, { log: { ...archive.log, entries } })).rejects.toThrow('ERR_FAILED')
})

test('a page that our client has received is served to Chromium from the archive', async () => {
  const { origin, archive } = await recorded(async (origin) => {
    for (const { path, body, ...options } of REQUESTS) {
      const request = http.request(`${origin}${path}`, options)
      request.on('response', (response) => response.resume()).end(body)
      await once(request, 'close')
    }
  })
  const sent = archive.log.entries.filter(({ pageref }) => pageref === 'sent')
  expect(summaryOf(sent, origin)).toEqual(EXPECTED)
  expect(await visit(origin, { log: { ...archive.log, entries: sent } })).toBe(SHOWN)
})
