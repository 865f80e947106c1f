/** Chromium for tests and proofs: named by CHROMIUM, or in PATH. playwright-core drives it; no browser is fetched. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'

export const HOW_TO_INSTALL_CHROMIUM = 'apt-get install chromium, or name one by CHROMIUM'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** Returns the path of Chromium; undefined if it is not installed. Nothing is started, since each run of the tests asks. */
export function findChromium() {
  const { CHROMIUM, PATH = '' } = process.env
  if (CHROMIUM) return CHROMIUM
  return PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => resolve(folder, name))).find(isProgram)
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Starts it without a window. The caller closes it. playwright-core is imported here, since `npm test` looks for Chromium before dependencies are installed. */
export async function launchChromium() {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error(`Chromium is not installed (${HOW_TO_INSTALL_CHROMIUM})`)
  const { chromium } = await import('playwright-core')
  return chromium.launch({ executablePath, args: ['--disable-gpu'] })
}
