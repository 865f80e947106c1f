/**
 * Makes a page for each entry of each package from its rolled-up declarations: every public name with its signature and comment.
 *
 * The pages are not committed. The API reports in etc/ show changes in reviews; these pages would say the same again.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'
import { LAYERS } from '../../layers.js'
import { ROOT } from '../step.mjs'
import { anchorOf, describe, GROUPS, headingOf } from './api-names.mjs'

/** Entries that run something when they are imported, and export nothing of use. */
const WITHOUT_NAMES = 'It exports no name. Importing it is enough.'

/** Writes the pages into `folder`, and returns the number of names on them. */
export function makeApiPages(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const entries = Object.keys(LAYERS).flatMap(entriesOf)
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ESNext, strict: true, skipLibCheck: true, noEmit: true, types: ['node'] },
  )
  const checker = program.getTypeChecker()
  /** The texts of names by package and name, from the first entry that has them: its main entry. */
  const described = new Map()
  let count = 0
  for (const entry of entries) {
    const source = program.getSourceFile(entry.file)
    const names = checker.getExportsOfModule(checker.getSymbolAtLocation(source) ?? { exports: new Map(), flags: 0 }).map((symbol) => once(describe(symbol, checker, entry), entry, described))
    count += names.length
    writeFileSync(join(folder, `${entry.page}.md`), pageOf(entry, entries, names, source))
  }
  return count
}

/** Returns the name, with a link instead of its text if another entry of the package has the same. */
function once(name, entry, described) {
  const first = described.get(`${entry.name} ${name.name}`)
  if (first === undefined) described.set(`${entry.name} ${name.name}`, { ...name, entry })
  else if (first.text === name.text) return { ...name, text: `${headingOf(name.name)}\n\nThe same as in [\`${first.entry.specifier}\`](${first.entry.page}.md#${anchorOf(name.name)}).` }
  return name
}

/** Returns the entries of a package: `{ name, specifier, file, page }`. */
function entriesOf(name) {
  const folder = join(ROOT, 'packages', name)
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return Object.entries(exports).flatMap(([path, { types }]) => {
    if (types === undefined) return []
    const entry = basename(types, '.d.ts')
    return { name, specifier: `@layered-http/${name}${path.slice(1)}`, file: join(folder, types), page: entry === 'index' ? name : `${name}.${entry}` }
  })
}

function pageOf(entry, entries, names, source) {
  const others = entries.filter(({ name, page }) => name === entry.name && page !== entry.page)
  const lines = [
    `# ${entry.specifier}`,
    introductionOf(source),
    `Every public name, from the comments of the sources. [What it is for, with its options](../../../packages/${entry.name}/README.md).`,
    others.length > 0 && `Other entries of the package: ${others.map(({ specifier, page }) => `[\`${specifier.slice('@layered-http/'.length)}\`](${page}.md)`).join(', ')}.`,
    names.length === 0 && WITHOUT_NAMES,
  ]
  for (const [group, title] of GROUPS) {
    const inGroup = names.filter((name) => name.group === group).sort((a, b) => a.name.localeCompare(b.name, 'en'))
    if (inGroup.length === 0) continue
    lines.push(`## ${title}`, ...inGroup.map(({ text }) => text))
  }
  return `${lines.filter(Boolean).join('\n\n')}\n`
}

/** Returns the comment at the top of the declarations. */
function introductionOf(source) {
  const [, comment] = /\/\*\*([^]*?)@packageDocumentation/.exec(source.text) ?? []
  return comment?.replace(/^\s*\* ?/gm, '').trim()
}
