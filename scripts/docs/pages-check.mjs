/** Looks at pages of the site in Chromium: errors, requests to other places, and pages that are wider than the screen. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** CSS pixels: a screen of a desk, and one of a phone. */
export const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } }
export const SCHEMES = ['light', 'dark']

/**
 * Returns what is wrong with the pages: a line for each finding.
 *
 * @param browser - of playwright
 * @param address - of the site
 * @param paths - of the pages
 * @param options.screenshots - a folder for pictures of all pages
 */
export async function checkPages(browser, address, paths, { sizes = Object.keys(SIZES), schemes = SCHEMES, screenshots, onPage = () => {} } = {}) {
  const findings = []
  for (const size of sizes) {
    for (const colorScheme of schemes) {
      const context = await browser.newContext({ viewport: SIZES[size], colorScheme })
      const page = await context.newPage()
      let now = ''
      const report = (what) => findings.push(`${now} (${size}, ${colorScheme}): ${what}`)
      page.on('console', (message) => message.type() === 'error' && report(`console: ${message.text()}`))
      page.on('pageerror', (error) => report(`error: ${error.message}`))
      page.on('request', (request) => {
        if (!request.url().startsWith(address) && !request.url().startsWith('data:')) report(`request to ${request.url()}`)
      })
      page.on('response', (response) => response.status() >= 400 && report(`${response.status()} ${response.url()}`))
      for (const path of paths) {
        now = path
        onPage(path)
        await page.goto(address + path, { waitUntil: 'load' })
        // Drawn by a script that is loaded after the page.
        await page.waitForFunction(() => document.querySelector('pre.mermaid:not([data-processed])') === null)
        for (const element of await page.evaluate(widerThanScreen)) report(`wider than the screen: ${element}`)
        if (screenshots !== undefined) await takeScreenshot(page, join(screenshots, `${path.replaceAll('/', '.')}.${size}.${colorScheme}.png`), screenshots)
      }
      await context.close()
    }
  }
  return findings
}

async function takeScreenshot(page, path, folder) {
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path })
}

/** Runs in the page: returns the page and the elements in it that make a screen scroll sideways. */
function widerThanScreen() {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const scrolls = (element) => element !== document.body && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement))
  const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > width + 1 && getComputedStyle(element).position !== 'fixed' && !scrolls(element))
  return [`${document.documentElement.scrollWidth} pixels`, ...wide.slice(0, 3).map((element) => `${element.tagName.toLowerCase()}.${element.className} ${element.textContent.trim().slice(0, 40)}`)]
}
