/** Finds the suites: each file of `suites/` is one, named like the file. */
import { readdirSync } from 'node:fs'

const FOLDER = new URL('../suites/', import.meta.url)

/** Name to `{ summary, run }`, in alphabetical order. */
export async function loadSuites() {
  const suites = new Map()
  for (const file of readdirSync(FOLDER).filter((file) => file.endsWith('.mjs')).sort()) {
    const { default: suite } = await import(new URL(file, FOLDER).href)
    suites.set(file.slice(0, -'.mjs'.length), suite)
  }
  return suites
}
