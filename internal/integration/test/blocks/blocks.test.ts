/** Every fenced block of every page is proved: it is a program that tests run, it compiles strictly, or what it names exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../support/sources.js'
import { allPages, blocksOf, nameOf, withoutFences, type Block } from './blocks.js'
import { dockerfileMistakes, haproxyMistakes, manifestMistakes, nginxMistakes, textMistakes, unitMistakes } from './configurations.js'
import { compileSamples, moduleOf } from './samples.js'
import { shellMistakes } from './shell.js'

/** Blocks that nothing proves, by page and first line, and why. */
const UNPROVED: Readonly<Record<string, string>> = {
  'examples/inspector/README.md: 1 >    83.6 ms  POST /notes HTTP/1.1: 5 fields, 153 bytes, body: length 5': 'examples/inspector/test compares it with what the program prints',
}

/** What the types of Node or of the packages cannot know, by page and first line: the messages of the compiler that a sample in JavaScript may have. */
const BEYOND_TYPES: Readonly<Record<string, readonly [why: string, message: RegExp]>> = {
  "docs/client.md: import { get as getTimed } from '@layered-http/client'": ['the option `timings` makes them', /on type 'ExchangeTimings \| undefined'/],
  "docs/server.md: import { createServer } from '@layered-http/server'": ['the option `timings` makes them', /ServerTimings \| undefined'|'res\.timings' is possibly/],
  "docs/server.md: import { createServer } from '@layered-http/server/https'": ['req.socket of https has the type net.Socket in Node too', /on type 'Socket'/],
  "docs/client.md: import { subscribe } from 'node:diagnostics_channel'": ['a message of a channel has the type unknown in Node', /'ChannelListener'/],
  "docs/server.md: import diagnostics from 'node:diagnostics_channel'": ['a message of a channel has the type unknown in Node', /'ChannelListener'/],
  "docs/scaling.md: import cluster from 'node:cluster'": ['in a worker it is there', /'cluster\.worker' is possibly/],
  "docs/shutdown.md: process.on('message', async (message) => {": ['in a worker it is there', /'cluster\.worker' is possibly/],
  'packages/client/README.md: const timeouts = { queue: 2_000, connect: 1_000, headers: 10_000, total: 60_000 }': ['errors of other classes have no phase; it prints undefined then', /Property 'phase' does not exist/],
  "packages/server/README.md: import { createServer } from '@layered-http/server/https'": ['req.socket of https has the type net.Socket in Node too', /Property 'getProtocol' does not exist on type 'Socket'/],
}

const CHECKS: Readonly<Record<string, (block: Block) => string[] | undefined>> = {
  sh: ({ page, code }) => shellMistakes(page, code),
  nginx: nginxMistakes,
  ini: unitMistakes,
  yaml: manifestMistakes,
  dockerfile: dockerfileMistakes,
  text: textMistakes,
  // diagrams.test.ts draws them again from the sources.
  mermaid: ({ before }) => (/^<!-- (?:states|files|packages)\b/.test(before) ? [] : undefined),
}
const COMPILED: ReadonlySet<string> = new Set(['js', 'ts', 'diff'])

const pages = allPages()
const blocks = pages.flatMap(({ page, markdown }) => blocksOf(page, markdown))
const isProgram = ({ before }: Block): boolean => before.startsWith('<!-- program: ')

/** Returns a diff as the two samples that it has. */
function sidesOf(block: Block): Block[] {
  if (block.language !== 'diff') return [block]
  return ['-', '+'].map((sign) => ({ ...block, code: block.code.split('\n').filter((line) => line[0] === sign || line[0] === ' ').map((line) => line.slice(1)).join('\n') }))
}

interface Mistake {
  block: Block
  message: string
}

/** Compiles all samples at once: most of the time goes into the declarations that they share. */
function mistakesInSamples(samples: readonly Block[]): Mistake[] {
  const modules = samples.map((block) => moduleOf(block, samples.filter(({ page, line }) => page === block.page && line < block.line)))
  const errors = compileSamples(modules)
  return samples.flatMap((block, index) => (errors.get(index) ?? []).map((message) => ({ block, message })))
}

/** Samples with mistakes, the first in a list. */
const WRONG = blocksOf('wrong.md', "```js\nimport { get } from '@layered-http/client'\n```\n\n- a list:\n  ```js\n  get(5)\n  gett('x')\n  ```\n")

describe('the blocks of all pages', () => {
  const others = blocks.filter((block) => !isProgram(block) && !(nameOf(block) in UNPROVED))

  test('have a proof, or a reason why there is none', () => {
    expect(blocks.length).toBeGreaterThan(140)
    expect(others.filter(({ language }) => !COMPILED.has(language) && !(language in CHECKS)).map((block) => `${nameOf(block)} (${block.language})`)).toEqual([])
    const names = new Set(blocks.map(nameOf))
    expect(Object.keys(UNPROVED).filter((name) => !names.has(name))).toEqual([])
  })

  test('name what exists: commands, programs, options, entries, files; configurations are those of their programs', () => {
    const checked = others.filter(({ language }) => language in CHECKS)
    expect(checked.flatMap((block) => (CHECKS[block.language]!(block) ?? ['nothing proves it']).map((mistake) => `${nameOf(block)}: ${mistake}`))).toEqual([])
  })

  test('compile strictly, as TypeScript, if they are code', { timeout: 60_000 }, () => {
    const samples = others.filter(({ language }) => COMPILED.has(language)).flatMap(sidesOf)
    expect(samples.length).toBeGreaterThan(50)
    const all = mistakesInSamples([...samples, ...WRONG])
    expect(all.filter(({ block }) => WRONG.includes(block)).map(({ message }) => message)).toEqual([expect.stringMatching(/^5\): .*'number' is not assignable/s), expect.stringContaining("Cannot find name 'gett'")])
    const mistakes = all.filter(({ block }) => !WRONG.includes(block))
    const isKnown = ({ block, message }: Mistake): boolean => BEYOND_TYPES[nameOf(block)]?.[1].test(message) === true
    expect(mistakes.filter((mistake) => !isKnown(mistake)).map(({ block, message }) => `${nameOf(block)}: ${message}`)).toEqual([])
    const needed = new Set(mistakes.map(({ block }) => nameOf(block)))
    expect(Object.keys(BEYOND_TYPES).filter((name) => !needed.has(name))).toEqual([])
  })

  // site.test.ts compares the text with the file.
  test('are programs that a test of their example starts, or that such a program imports', () => {
    const programs = blocks.filter(isProgram).map(({ page, before }) => {
      const file = /program: (\S+)/.exec(before)![1]!
      return posix.join(page.startsWith('docs/') ? 'examples/guides' : posix.dirname(page), file)
    })
    expect(programs.length).toBeGreaterThan(20)
    const isRun = (file: string): boolean => {
      const folder = posix.dirname(file)
      const tests = readdirSync(join(ROOT, folder, 'test')).map((name) => join(ROOT, folder, 'test', name))
      const others = readdirSync(join(ROOT, folder)).filter((name) => /\.(?:mjs|html)$/.test(name) && name !== posix.basename(file)).map((name) => join(ROOT, folder, name))
      return existsSync(join(ROOT, file)) && [...tests, ...others].some((path) => readFileSync(path, 'utf8').includes(posix.basename(file)))
    }
    expect(programs.filter((file) => !isRun(file))).toEqual([])
  })
})

test('commands in the text of pages name what exists', () => {
  const commands = pages
    .flatMap(({ page, markdown }) => [...withoutFences(markdown).matchAll(/`((?:[A-Z_]+=\S+ )*(?:npm (?:run|start|test)\b|npx |node (?:-\S+ )*[\w-]+\/)[^`…]*)`/g)].map(([, code]) => ({ page, code: code! })))
  expect(commands.length).toBeGreaterThan(60)
  expect(commands.flatMap(({ page, code }) => shellMistakes(page, code).map((mistake) => `${page}: ${code}: ${mistake}`))).toEqual([])
})

describe('a mistake is found', () => {
  const block = (language: string, code: string): Block => blocksOf('docs/server.md', `\`\`\`${language}\n${code}\n\`\`\`\n`)[0]!

  test.each([
    ['npm run nothing', 'no script nothing'],
    ['npm run docs -- --chek', 'scripts/docs.mjs has no option --chek'],
    ['npm install @layered-http/nothing', 'npm does not install @layered-http/nothing'],
    ['cd examples/nothing && node main.mjs', 'no folder examples/nothing'],
    ['node packages/parser/scripts/nothing.mjs', 'no program packages/parser/scripts/nothing.mjs'],
    ['node --import @layered-http/compat-node-http/nothing app.js', 'no entry @layered-http/compat-node-http/nothing'],
    ["NODE_OPTIONS='--improt x' npm start", 'no flag of Node: --improt'],
    ['node -p "1 +"', 'SyntaxError'],
    ['nmp test', 'not a known command: nmp'],
  ])('in %s', (line, mistake) => {
    expect(shellMistakes('docs/server.md', line).join()).toContain(mistake)
  })

  test('in a block without a fence', () => {
    const [indented, ...more] = blocksOf('a.md', 'Run:\n\n    nmp test\n    npm test\n\n- a\n\n      of the list\n\nText\n    goes on\n')
    expect(indented).toMatchObject({ language: 'sh', line: 3, code: 'nmp test\nnpm test\n', before: 'Run:' })
    expect(more).toEqual([])
  })

  test('in a configuration', () => {
    expect(nginxMistakes(block('nginx', 'server {\n  listen 80\n}')).length).toBeGreaterThan(0)
    expect(nginxMistakes(block('nginx', 'server {\n  listen 80;')).length).toBeGreaterThan(0)
    expect(haproxyMistakes(block('text', 'mode http\n')).length).toBeGreaterThan(0)
    expect(unitMistakes(block('ini', '[Servce]'))).toEqual(['not a line of a unit: [Servce]'])
    expect(manifestMistakes(block('yaml', 'spec:\n  containres: []'))).toEqual(['unknown name containres'])
    expect(dockerfileMistakes(block('dockerfile', 'FROM node:18-slim\nRUN npm run nothing\nCMD node'))).toEqual(['not an image of a supported Node: node:18-slim', 'no script nothing', expect.stringContaining('SyntaxError')])
    expect(textMistakes(block('text', 'compat-node-http\n   ├── server ── client'))).toBeUndefined()
    expect(textMistakes(block('text', 'compat-node-http   all\n   │\n   ├── server ── client'))).toContain('server does not import client')
    expect(textMistakes(block('text', 'nothing.mjs   a file'))).toEqual(['no file nothing.mjs'])
    expect(textMistakes(block('text', 'Hello'))).toBeUndefined()
  })
})
