/**
 * Draws the state tables of the sources into the documentation. After a line `<!-- states: agent/src/socket-state.ts -->` in
 * a file of docs/ or the README of a package stands a Mermaid block: this writes it anew from the machine that the named
 * file of packages/ exports. A test fails while a block is not what its table says.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MARKED = /(<!-- states: (\S+) -->\n)(?:```mermaid\n[^`]*```\n)?/g

/** Every file that may have pictures. */
export function documents() {
  const docs = readdirSync(join(ROOT, 'docs')).map((name) => join(ROOT, 'docs', name))
  const readmes = readdirSync(join(ROOT, 'packages')).map((name) => join(ROOT, 'packages', name, 'README.md'))
  return [...docs.filter((path) => path.endsWith('.md')), ...readmes.filter((path) => existsSync(path))]
}

/** `text` with the block after each mark as its table has it now. */
export async function redraw(text) {
  const blocks = new Map()
  for (const [, , source] of text.matchAll(MARKED)) blocks.set(source, await draw(source))
  return text.replace(MARKED, (_all, mark, source) => `${mark}\`\`\`mermaid\n${blocks.get(source)}\n\`\`\`\n`)
}

/** The diagram of the one machine that a file of packages/ exports. */
async function draw(source) {
  // Compiled here, since no supported Node reads all of TypeScript.
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
