/**
 * npm run playground                       builds the playground and serves it
 * npm run playground -- --build [FOLDER]   builds it into FOLDER, or into packages/parser/playground/dist
 * npm run playground -- --screenshot       writes docs/playground.png, with Chromium
 *
 * PORT names the port; without it the system chooses one.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { launchChromium } from '../../../scripts/chromium.mjs'
import { serveFolder } from '../../../scripts/static-server.mjs'
import { buildPlayground, FOLDER } from './build.mjs'

const SCREENSHOT = fileURLToPath(new URL('../../../docs/playground.png', import.meta.url))
/** CSS pixels. */
const SIZE = { width: 1200, height: 860 }
/** A case that shows most: an error in its place, and events before it. */
const SHOWN = 'text=POST+%2Fnotes+HTTP%2F1.1%0AHost%3A+example.org%0ATransfer-Encoding%3A+chunked%0A%0A5%3Bpart%3D%221%22%0Ahello%0A0x7%0A%2C+world%0A0%0A%0A&cut=85'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { build: { type: 'boolean' }, screenshot: { type: 'boolean' } } })

if (values.build) {
  const folder = resolve(positionals[0] ?? FOLDER)
  await buildPlayground(folder)
  console.log(`The playground is in ${folder}`)
} else if (values.screenshot) {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'))
  await buildPlayground(folder)
  const { server, address } = await serveFolder(folder)
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' })
    await page.goto(`${address}#${SHOWN}`)
    await page.locator('#events button').nth(1).hover()
    await page.screenshot({ path: SCREENSHOT })
    console.log(`Written: ${SCREENSHOT}`)
  } finally {
    await browser.close()
    server.close()
    rmSync(folder, { recursive: true })
  }
} else {
  await buildPlayground()
  const { address } = await serveFolder(FOLDER, Number(process.env.PORT ?? 0))
  console.log(`The playground: ${address}`)
}
