/** The playground in a browser: what a user sees, without errors, at every width and in both colour schemes. */
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchChromium } from '../../../../scripts/chromium.mjs'
import { serveFolder } from '../../../../scripts/static-server.mjs'
import { buildPlayground } from '../build.mjs'
import { EXAMPLES } from '../src/examples.js'

const folder = mkdtempSync(join(tmpdir(), 'playground-'))
let server: Server
let address: string
let browser: Browser
let page: Page
/** Everything that the page complains about: errors, and violations of its Content-Security-Policy. */
let complaints: string[]

beforeAll(async () => {
  await buildPlayground(folder)
  ;({ server, address } = await serveFolder(folder))
  browser = await launchChromium()
  page = await browser.newPage()
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
})

afterAll(async () => {
  await browser?.close()
  server?.close()
  rmSync(folder, { recursive: true })
})

beforeEach(() => {
  complaints = []
})

afterEach(() => {
  expect(complaints).toEqual([])
})

/** Opens the page again, with a case if there is a hash, and waits until the parser runs. */
async function open(hash = ''): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`${address}${hash}`)
  await page.locator('#events h3').first().waitFor()
}

const status = (): Promise<string> => page.locator('#status').innerText()
const titles = (): Promise<string[]> => page.locator('#events .title').allInnerTexts()
const headings = (): Promise<string[]> => page.locator('#events h3').allInnerTexts()
const marked = async (): Promise<string> => (await page.locator('#bytes .marked').allTextContents()).join('')
/** The page must not be wider than its window. */
const overflow = (): Promise<number> => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

test('a request is read while it is typed', async () => {
  await open()
  const text = page.getByLabel('Bytes', { exact: true }).and(page.locator('textarea'))
  await text.fill('POST /a HTTP/1.1\nContent-Length: ')
  await text.press('End')
  await text.pressSequentially('2\n')
  expect(await status()).toBe('0 events. The message is not complete: the parser waits for more.')
  await text.pressSequentially('\nhi')
  expect(await status()).toBe('3 events. All messages are complete.')
  expect(await titles()).toEqual(['POST /a HTTP/1.1', 'body, 2 bytes', 'complete'])
  expect(await page.locator('#events dl').first().innerText()).toContain('length, 2 bytes')
  await text.press('Backspace')
  expect(await titles()).toEqual(['POST /a HTTP/1.1', 'body, 1 byte'])
})

test('an event marks its bytes when it is pointed at, and when it has the focus', async () => {
  await open(`#${new URLSearchParams({ text: 'POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1;e\na\n0\n\n' })}`)
  expect(await titles()).toEqual(['POST / HTTP/1.1', 'chunk of 1 byte', 'body, 1 byte', 'last chunk', 'complete'])
  const events = page.locator('#events button')
  await events.nth(1).hover()
  expect(await marked()).toBe('1;e\\r\\n\n')
  await page.locator('h1').hover()
  expect(await marked()).toBe('')
  await events.nth(1).focus()
  await page.keyboard.press('Tab')
  expect(await marked()).toBe('a')
  await page.keyboard.press('Tab')
  expect(await marked()).toBe('\\r\\n\n0\\r\\n\n')
})

test('the slider cuts the input in two', async () => {
  await open(`#${new URLSearchParams({ text: 'POST / HTTP/1.1\nContent-Length: 4\n\nabcd' })}`)
  const slider = page.getByRole('slider', { name: 'Cut' })
  expect(await headings()).toEqual(['After 42 bytes'])
  await slider.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  expect(await headings()).toEqual(['After the first chunk, 40 bytes', 'After the rest, 2 bytes'])
  expect(await titles()).toEqual(['POST / HTTP/1.1', 'body, 2 bytes', 'body, 2 bytes', 'complete'])
  expect(await page.locator('#bytes .rest').allTextContents()).toEqual(['cd'])
  await page.keyboard.press('Home')
  expect(await headings()).toEqual(['After the first chunk, 0 bytes', 'After the rest, 42 bytes'])
})

test('an attack is refused with its code, the byte is marked, and a leniency accepts it', async () => {
  await open()
  await page.getByLabel('Example').selectOption('NUL in a value')
  expect(await status()).toContain('HPE_INVALID_HEADER_TOKEN: Invalid header value char.')
  expect(await page.locator('#bytes .offending').textContent()).toBe('\\0')
  expect(await page.locator('#why').innerText()).toContain('RFC 9110, section 5.5')
  expect(await page.locator('#why a').getAttribute('href')).toBe('https://www.rfc-editor.org/rfc/rfc9110#section-5.5')
  await page.getByText('Strictness, limits and leniencies').click()
  await page.getByRole('switch', { name: 'HEADERS' }).check()
  expect(await status()).toBe('2 events. All messages are complete.')
  await page.getByRole('switch', { name: 'strict' }).check()
  expect(await status()).toContain('cannot be used together with options.lenient')
})

test('every example gives what it says', async () => {
  await open()
  for (const { name, code } of EXAMPLES) {
    await page.getByLabel('Example').selectOption(name)
    const [chosen, said] = await page.evaluate<[string, string]>("[document.querySelector('#example').value, document.querySelector('#status').textContent]")
    expect(chosen).toBe(name)
    expect(`${name}: ${said}`).toContain(code ?? ' events. ')
  }
})

test('the address has the case, so that a copy of the page shows the same', async () => {
  await open()
  await page.getByLabel('Example').selectOption('Response to HEAD')
  await page.getByLabel('to', { exact: true }).fill('GET')
  await page.getByLabel('then the end of input').check()
  const seen = [await status(), await titles(), await page.locator('#bytes').textContent()]
  await open(new URL(page.url()).hash)
  expect([await status(), await titles(), await page.locator('#bytes').textContent()]).toEqual(seen)
  expect(seen[0]).toContain('HPE_INVALID_EOF_STATE')
})

test('the bytes of a file become text that stands for them', async () => {
  await open()
  await page.getByLabel('Or take the bytes of a file').setInputFiles({ name: 'capture', mimeType: 'application/octet-stream', buffer: Buffer.from('GET / HTTP/1.1\r\nA: \xe9\\\n\r\n', 'latin1') })
  await page.getByText('HPE_CR_EXPECTED').waitFor()
  expect(await page.locator('textarea').inputValue()).toBe('GET / HTTP/1.1\nA: \\xe9\\\\\\n\\\n\n')
})

test('at 360 and at 1600 pixels, light and dark, nothing is wider than the window, and text is readable', async () => {
  const long = 'a'.repeat(300)
  await open(`#${new URLSearchParams({ text: `GET /${long} HTTP/1.1\nHost: x\n${long}: ${long}\n\n${long} \n`, lenient: 'HEADERS' })}`)
  expect(await status()).toContain('HPE_')
  for (const width of [360, 1600]) {
    await page.setViewportSize({ width, height: 800 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect([width, colorScheme, (await overflow()) <= 0]).toEqual([width, colorScheme, true])
      const colours = await page.evaluate<[name: string, text: string, back: string][]>(COLOURS)
      expect(colours.filter(([, front, back]) => contrast(front, back) < MIN_CONTRAST)).toEqual([])
      // The two schemes differ.
      expect(luminance(colours[0]![2]) < 0.5).toBe(colorScheme === 'dark')
    }
  }
})

/** Returns the colours of texts, and of what is behind each. */
const COLOURS = `[document.body, ...document.querySelectorAll('.note, #status, #status code, .title, #bytes .escape, #bytes .offending, a')].map((element) => {
  const backs = []
  for (let outer = element; outer; outer = outer.parentElement) backs.push(getComputedStyle(outer).backgroundColor)
  return [element.className || element.tagName, getComputedStyle(element).color, backs.find((colour) => colour !== 'rgba(0, 0, 0, 0)')]
})`

/** Of text to what is behind it. Source: WCAG 2.2, success criterion 1.4.3. */
const MIN_CONTRAST = 4.5

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

/** Relative luminance of `rgb(r, g, b)`, by WCAG's definition. */
function luminance(colour: string): number {
  const [red, green, blue] = [...colour.matchAll(/\d+/g)].slice(0, 3).map(([value]) => {
    const part = Number(value) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
