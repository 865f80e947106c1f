/**
 * Draws the diagrams of the documentation from the sources. In a file of docs/ or the README of a package, there is a mark before each Mermaid block. This
 * script draws the block again:
 *
 * - `<!-- states: agent/src/socket-state.ts -->`: the state table that this file of packages/ exports
 * - `<!-- packages -->`: which package imports which entry of another
 * - `<!-- files: streams/src/outgoing -->`: the imports between the files of this folder of packages/
 *
 * A test fails while a block differs from its source.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { drawFiles, drawPackages } from './draw-imports.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MARKED = /(<!-- (states|files|packages)(?:: (\S+))? -->\n)(?:```mermaid\n[^`]*```\n)?/g

const KINDS = { states: drawStates, files: drawFiles, packages: drawPackages }

/** Every file that may have diagrams. */
export function documents() {
  const docs = readdirSync(join(ROOT, 'docs')).map((name) => join(ROOT, 'docs', name))
  const readmes = readdirSync(join(ROOT, 'packages')).map((name) => join(ROOT, 'packages', name, 'README.md'))
  return [...docs.filter((path) => path.endsWith('.md')), ...readmes.filter((path) => existsSync(path))]
}

/** Returns `text` with a new block after each mark, drawn from its source. */
export async function redraw(text) {
  const blocks = new Map()
  for (const [, mark, kind, source] of text.matchAll(MARKED)) blocks.set(mark, await KINDS[kind](source))
  return text.replace(MARKED, (_all, mark) => `${mark}\`\`\`mermaid\n${blocks.get(mark)}\n\`\`\`\n`)
}

/** Returns the diagram of the state machine that a file of packages/ exports. */
async function drawStates(source) {
  // Compiled here, because no supported Node can run all of TypeScript.
  const contents = `
    import * as file from './packages/${source}'
    import { stateDiagram } from './internal/shared/src/index.ts'
    export default stateDiagram(Object.values(file).find((value) => value?.table))
  `
  const { outputFiles } = await build({ stdin: { contents, resolveDir: ROOT }, bundle: true, format: 'esm', write: false, tsconfig: join(ROOT, 'tsconfig.json') })
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
  return module.default
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of documents()) {
    const text = readFileSync(path, 'utf8')
    const drawn = await redraw(text)
    if (drawn === text) continue
    writeFileSync(path, drawn)
    console.log(relative(ROOT, path))
  }
}
