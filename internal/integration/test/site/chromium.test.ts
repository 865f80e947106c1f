/** Pages of the site in Chromium: no error, no request to another place, not wider than the screen. `npm run docs -- --check` looks at all of them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../../../../scripts/chromium.mjs'
import { checkPages } from '../../../../scripts/docs/pages-check.mjs'
import { SITE } from '../../../../scripts/docs/site.mjs'
import { serveFolder } from '../../../../scripts/static-server.mjs'

let browser: Browser
let site: { server: Server; address: string }
beforeAll(async () => {
  browser = await launchChromium()
  site = await serveFolder(SITE)
})
afterAll(async () => {
  await browser.close()
  site.server.close()
})

test('the start page, a guide and an API page are as they should be on a wide and a narrow screen', async () => {
  const pages = ['index.html', 'guides/load-balancers.html', 'api/agent.html']
  expect(await checkPages(browser, site.address, pages, { sizes: ['wide'], schemes: ['light'] })).toEqual([])
  expect(await checkPages(browser, site.address, pages, { sizes: ['narrow'], schemes: ['dark'] })).toEqual([])
})

test('a diagram is drawn, and the search finds a page without the network', async () => {
  const page = await browser.newPage()
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`${site.address}agent.html`)
  await page.locator('pre.mermaid svg').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.locator('.VPLocalSearchBox input').fill('graceMs')
  await page.locator('.VPLocalSearchBox .result[href*="shutdown"]').first().waitFor()
  expect(requests.filter((url) => !url.startsWith(site.address) && !url.startsWith('data:'))).toEqual([])
  await page.close()
})

test('a page that is too wide, has an error or asks another place is found', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'site-'))
  writeFileSync(join(folder, 'bad.html'), '<!doctype html><p style="width: 3000px">wide</p><script>console.error("an error")</script><img src="http://127.0.0.1:1/x.png">')
  const { server, address } = await serveFolder(folder)
  const findings = await checkPages(browser, address, ['bad.html'], { sizes: ['narrow'], schemes: ['light'] })
  server.close()
  rmSync(folder, { recursive: true })
  expect(findings.join('\n')).toMatch(/console: an error/)
  expect(findings.join('\n')).toMatch(/request to http:\/\/127\.0\.0\.1:1\/x\.png/)
  expect(findings.join('\n')).toMatch(/wider than the screen: p\. wide/)
})
