/** The assertions of a site on Express in Chromium; the tests and the long tests say on which module and over which protocol. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../../scripts/chromium.mjs'

const PROGRAM = fileURLToPath(new URL('../../apps/browser.mjs', import.meta.url))
const REGISTER = ['--import', '@layered-http/compat-node-http/register']

interface Witness {
  ports: number[]
  statuses: string[]
  ids: (string | null)[]
  ranges: number
}

export type Way = readonly [column: 'built-in' | 'ours', protocol: 'http' | 'https']

/** Declares the tests of each way. */
export function testSite(ways: readonly Way[]): void {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  describe.each(ways)('%s, %s', (column, protocol) => {
    let program: ChildProcess
    let page: Page
    let base: string

    beforeAll(async () => {
      program = spawn(process.execPath, [...(column === 'ours' ? REGISTER : []), PROGRAM, protocol], { cwd: fileURLToPath(new URL('../..', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] })
      const [line] = (await once(program.stdout!, 'data')) as [Buffer]
      base = line.toString().trim()
      page = await browser.newPage({ ignoreHTTPSErrors: true })
      await page.goto(base)
    })
    afterAll(async () => {
      await page?.close()
      program?.kill()
    })

    /** Runs an async function body in the page. */
    const inPage = <T>(body: string): Promise<T> => page.evaluate(`(async () => { ${body} })()`)
    const witness = (): Promise<Witness> => inPage("return (await fetch('/witness')).json()")

    test('requests one after the other use one connection', async () => {
      const before = (await witness()).ports.length
      await inPage("for (let i = 0; i < 5; i++) await (await fetch('/stream')).text()")
      expect(new Set((await witness()).ports.slice(before)).size).toBe(1)
    })

    test('a cached response is confirmed by 304', async () => {
      // Chromium keeps no response from a server whose certificate it does not trust: the page itself names the entity tag then.
      const init = protocol === 'https' ? "{ headers: i === 0 ? {} : { 'if-none-match': answers[0].headers.get('etag') } }" : '{}'
      const lengths = await inPage(`const answers = []; const lengths = []; for (let i = 0; i < 2; i++) { answers.push(await fetch('/cached', ${init})); lengths.push((await answers[i].text()).length) } return lengths`)
      expect(lengths).toEqual([7000, protocol === 'https' ? 0 : 7000])
      expect((await witness()).statuses.filter((text) => text.startsWith('/cached'))).toEqual(['/cached 200', '/cached 304'])
    })

    test('media are played from a place in the middle, by ranges', async () => {
      const time = await inPage<number>("const audio = document.getElementById('audio'); audio.load(); audio.preload = 'auto'; await new Promise((resolve) => (audio.onloadedmetadata = resolve)); audio.currentTime = 200; await new Promise((resolve) => (audio.onseeked = resolve)); return audio.currentTime")
      expect(time).toBe(200)
      expect((await witness()).ranges).toBeGreaterThan(0)
      expect(await inPage("const part = await fetch('/silence.wav', { headers: { range: 'bytes=1000000-1000009' } }); return [part.status, part.headers.get('content-range'), (await part.arrayBuffer()).byteLength]")).toEqual([206, 'bytes 1000000-1000009/2000000', 10])
    })

    test('an upload has progress', async () => {
      const { loaded, size } = await inPage<{ loaded: number[]; size: number }>("const request = new XMLHttpRequest(); const loaded = []; request.upload.onprogress = (event) => loaded.push(event.loaded); request.open('POST', '/upload'); const done = new Promise((resolve, reject) => { request.onload = resolve; request.onerror = reject }); request.send(new Blob([new Uint8Array(5000000)])); await done; return { loaded, size: JSON.parse(request.responseText).size }")
      expect([size, loaded.at(-1), loaded.toSorted((a, b) => a - b)]).toEqual([5_000_000, 5_000_000, loaded])
    })

    test('an EventSource connects again, with the id of the last event', async () => {
      expect(await inPage("const got = []; const source = new EventSource('/events'); await new Promise((resolve) => { source.onmessage = ({ data }) => { got.push(data); if (got.length === 1) fetch('/cut'); else resolve() } }); source.close(); return got")).toEqual(['event 1', 'event 2'])
      expect((await witness()).ids).toEqual([null, '1'])
    })

    test('a WebSocket sends text and bytes both ways', async () => {
      const body = "const socket = new WebSocket(location.href.replace('http', 'ws') + 'socket'); socket.binaryType = 'arraybuffer'; await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject }); const message = () => new Promise((resolve) => (socket.onmessage = ({ data }) => resolve(data))); socket.send('text'); const text = await message(); socket.send(new Uint8Array(100000)); const { byteLength } = await message(); socket.close(4000, 'bye'); const { code, reason } = await new Promise((resolve) => (socket.onclose = resolve)); return [text, byteLength, code, reason]"
      expect(await inPage(body)).toEqual(['text', 100_000, 4000, 'bye'])
    })

    test('200 images at once', async () => {
      expect(await inPage("const load = (i) => new Promise((resolve, reject) => { const image = new Image(); image.onload = () => resolve(image.naturalWidth); image.onerror = reject; image.src = '/image?' + i }); return (await Promise.all(Array.from({ length: 200 }, (_, i) => load(i)))).reduce((a, b) => a + b)")).toBe(200)
    })

    test('a download that is given up, and the next request', async () => {
      expect(await inPage("const controller = new AbortController(); const { body } = await fetch('/stream', { signal: controller.signal }); await body.getReader().read(); controller.abort(); return (await (await fetch('/stream')).text()).length")).toBe(100_000)
    })
  })
}
