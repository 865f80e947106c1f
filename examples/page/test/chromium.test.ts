/** The page in a browser, with the package as it is built, served by its own program. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../../../scripts/chromium.mjs'

let program: ChildProcess
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  program = spawn(process.execPath, [fileURLToPath(new URL('../main.mjs', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(program.stdout!, 'data')) as [Buffer]
  browser = await launchChromium()
  page = await browser.newPage()
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(line.toString().trim())
  await page.getByText('Ready.').waitFor()
})

afterAll(async () => {
  await browser?.close()
  program.kill()
})

const text = (): Promise<string> => page.locator('output').innerText()

test('a pasted request is read', async () => {
  await page.getByLabel('Requests or responses, pasted').fill('POST /a HTTP/1.1\nHost: x\nContent-Length: 5\n\nhello')
  await page.getByText('complete').waitFor()
  expect(await text()).toBe('POST /a \n  Host: x \n  Content-Length: 5\nbody, 5 bytes\ncomplete')
})

test('an error names the byte', async () => {
  await page.getByLabel('Requests or responses, pasted').fill('GET / HTTP/1.1\nHost : x\n\n')
  await page.getByText('HPE_').waitFor()
  expect(await text()).toBe('HPE_INVALID_HEADER_TOKEN: Invalid header token, at byte 20')
})

test('a file of responses is read in pieces', async () => {
  const body = Buffer.alloc(300_000, 'a')
  await page.getByLabel('or a file of their bytes').setInputFiles({ name: 'a', mimeType: 'application/octet-stream', buffer: Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), body]) })
  await page.getByText('complete').waitFor()
  const lines = (await text()).split('\n')
  expect([lines[0], lines.at(-1)]).toEqual(['200 OK', 'complete'])
  const sizes = lines.slice(1, -1).map((line) => Number(/^body, (\d+) bytes$/.exec(line)![1]))
  expect(sizes.length).toBeGreaterThan(1)
  expect(sizes.reduce((sum, size) => sum + size)).toBe(body.length)
  expect(complaints).toEqual([])
})
