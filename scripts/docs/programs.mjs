/**
 * `node scripts/docs/programs.mjs`: writes the programs of examples/guides into the pages that show them.
 *
 * A page has the whole text of a program after the comment `program: NAME`, so that a Git host shows it too. A test compares the two.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../step.mjs'

const GUIDES = join(ROOT, 'docs/guides')
const PROGRAMS = join(ROOT, 'examples/guides')

/** Returns the pages of the guides: `{ path, text, filled }`. `filled` has each program as its file has it. */
export function guides() {
  return readdirSync(GUIDES).map((name) => {
    const path = join(GUIDES, name)
    const text = readFileSync(path, 'utf8')
    const filled = text.replace(/(<!-- program: (\S+) -->\n\n```js\n)[^]*?(```\n)/g, (_, start, file, end) => start + readFileSync(join(PROGRAMS, file), 'utf8') + end)
    return { path, text, filled }
  })
}

/** Returns the names of programs that no page shows. */
export function programsWithoutPage() {
  const pages = guides().map(({ text }) => text)
  return readdirSync(PROGRAMS).filter((name) => name.endsWith('.mjs') && !pages.some((text) => text.includes(`<!-- program: ${name} -->`)))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, filled } of guides()) writeFileSync(path, filled)
}
