/** Checks every page of the site that was built: links, and each page in Chromium, wide and narrow, light and dark. `--screenshots FOLDER` keeps pictures. */
import { parseArgs } from 'node:util'
import { launchChromium } from '../chromium.mjs'
import { serveFolder } from '../static-server.mjs'
import { deadLinks } from './links-check.mjs'
import { checkPages } from './pages-check.mjs'
import { pagesOfSite, SITE } from './site.mjs'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { screenshots: { type: 'string' } } })

const pages = positionals.length > 0 ? positionals : pagesOfSite()
const findings = deadLinks(pages).map((link) => `dead link: ${link}`)
const { server, address } = await serveFolder(SITE)
const browser = await launchChromium()
try {
  findings.push(...(await checkPages(browser, address, pages, { ...values, onPage: (path) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${path}`) })))
} finally {
  await browser.close()
  server.close()
}
for (const finding of findings) console.log(finding)
console.log(`${pages.length} pages, ${findings.length} findings`)
process.exitCode = findings.length === 0 ? 0 : 1
