/** Finds the suites: each file of `suites/` is a suite with the name of the file. */
import { readdirSync } from 'node:fs'

const FOLDER = new URL('../suites/', import.meta.url)

/** Suites by name, in alphabetical order. */
export async function loadSuites() {
  const suites = new Map()
  for (const name of readdirSync(FOLDER).map((file) => file.slice(0, -'.mjs'.length)).sort()) {
    const { default: suite } = await import(new URL(`${name}.mjs`, FOLDER).href)
    suites.set(name, suite)
  }
  return suites
}
