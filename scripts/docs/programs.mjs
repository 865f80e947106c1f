/**
 * `node scripts/docs/programs.mjs`: writes the programs of examples into the pages that show them.
 *
 * A page has the whole text of a program after the comment `program: PATH`, so that a Git host shows it too. A test compares the two.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../step.mjs'

const GUIDES = join(ROOT, 'docs/guides')
const EXAMPLES = join(ROOT, 'examples')

/** The README of an example shows its own programs, so that its page on the site has code. */
const readmes = () => readdirSync(EXAMPLES).map((name) => join(EXAMPLES, name, 'README.md')).filter((path) => existsSync(path))

/** Returns the folder in which a page looks for its programs. */
const folderOf = (page) => (dirname(page) === GUIDES ? join(EXAMPLES, 'guides') : dirname(page))

const PROGRAM = /(<!-- program: (\S+) -->\n\n```(?:js|html)\n)[^]*?(```\n)/g

/** Returns the pages that may show programs: `{ path, text, filled }`. `filled` has each program as its file has it. */
export function pagesWithPrograms() {
  return [...readdirSync(GUIDES).map((name) => join(GUIDES, name)), ...readmes()].map((path) => {
    const text = readFileSync(path, 'utf8')
    const filled = text.replace(PROGRAM, (_, start, file, end) => start + readFileSync(join(folderOf(path), file), 'utf8') + end)
    return { path, text, filled }
  })
}

/** Returns the programs, from the root of the repository, that no page shows: of examples/guides, and of examples that have a README. */
export function programsWithoutPage() {
  const shown = new Set(pagesWithPrograms().flatMap(({ path, text }) => [...text.matchAll(PROGRAM)].map(([, , file]) => join(folderOf(path), file))))
  return [join(EXAMPLES, 'guides'), ...readmes().map((path) => dirname(path))]
    .flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.mjs')).map((name) => join(folder, name)))
    .filter((path) => !shown.has(path))
    .map((path) => relative(ROOT, path))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, filled } of pagesWithPrograms()) writeFileSync(path, filled)
}
