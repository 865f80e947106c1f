/** Compiles the samples of pages strictly, against the declarations of the packages. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { ROOT } from '../support/sources.js'
import type { Block } from './blocks.js'

/** Where the samples seem to be: all packages and some libraries resolve from here. */
const FOLDER = join(ROOT, 'internal/integration/samples').replaceAll('\\', '/')

/** What samples take from the text around them, by name. An import or a constant of an earlier sample of the page goes first. */
const AROUND: Readonly<Record<string, string>> = {
  http: "import http from 'node:http'",
  Agent: "import { Agent } from '@layered-http/agent'",
  agent: "declare const agent: import('@layered-http/agent').Agent",
  server: "declare const server: import('@layered-http/server').Server",
  cluster: "import cluster from 'node:cluster'",
  socket: "declare const socket: import('node:net').Socket",
  client: "declare const client: import('node:net').Socket",
  upstream: "declare const upstream: import('node:net').Socket",
  bytes: 'declare const bytes: Uint8Array',
  chunk: 'declare const chunk: Uint8Array',
  ...Object.fromEntries(['key', 'cert', 'ca', 'otherKey', 'otherCert'].map((name) => [name, `declare const ${name}: string`])),
  portOf: 'declare function portOf(host: string, port: number | string): Promise<number>',
  myRegistry: 'declare const myRegistry: { find(host: string): Promise<{ address: string }> }',
}

/** Libraries without types here. */
const LIBRARIES = `
declare module 'cacheable-lookup' {
  export default class { lookup: import('node:net').LookupFunction }
}
declare module 'express' {
  export default function express(): import('node:http').RequestListener
}
`

/** Returns the names that a line of the top level declares. */
function declaredBy(line: string): string[] {
  const [, imported, constant] = /^import (.+) from |^(?:const|let|class|function) (\w+|[{[][^}\]]*[}\]])/.exec(line) ?? []
  return (imported ?? constant ?? '').match(/\w+/g) ?? []
}

function isUsed(name: string, code: string): boolean {
  return new RegExp(`(?<![.\\w/'-])${name}\\b(?!:)`).test(code)
}

/** Returns the sample as a module, with the declarations that it takes from elsewhere in front. */
export function moduleOf({ code }: Block, earlier: readonly Block[]): string {
  const declared = new Set(code.split('\n').flatMap(declaredBy))
  const lines = new Set<string>()
  const take = (name: string, line: string): void => {
    if (declared.has(name) || !isUsed(name, code)) return
    declared.add(name)
    lines.add(line)
  }
  for (const line of earlier.toReversed().flatMap((block) => block.code.split('\n'))) if (line.startsWith('import ')) for (const name of declaredBy(line)) take(name, line)
  for (const [name, line] of Object.entries(AROUND)) take(name, line)
  return `${[...lines].join('\n')}\n${code}\nexport {}\n`
}

/** Returns the errors of samples, by their place in the list. */
export function compileSamples(samples: readonly string[]): Map<number, string[]> {
  const files = new Map(samples.map((text, index) => [`${FOLDER}/${index}.mts`, text]))
  files.set(`${FOLDER}/libraries.d.ts`, LIBRARIES)
  const types = dirname(createRequire(import.meta.url).resolve('@types/node/package.json'))
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, lib: ['lib.es2023.d.ts'],
    strict: true, noEmit: true, skipLibCheck: true, typeRoots: [dirname(types)], types: ['node'],
  }
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = (file) => files.has(file) || fileExists(file)
  host.readFile = (file) => files.get(file) ?? readFile(file)
  const program = ts.createProgram([...files.keys()], options, host)
  const errors = new Map<number, string[]>()
  for (const [index] of samples.entries()) {
    const source = program.getSourceFile(`${FOLDER}/${index}.mts`)!
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    if (found.length > 0) errors.set(index, found.map(({ messageText, start }) => `${source.text.slice(start).split('\n', 1)[0]!.slice(0, 60)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`))
  }
  return errors
}
