/** What a line for a shell names must exist: scripts of package.json, programs, options of our commands, entries of packages, flags of Node. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, posix } from 'node:path'
import vm from 'node:vm'
import { ROOT } from '../support/sources.js'

interface Manifest {
  name: string
  scripts?: Record<string, string>
  devDependencies?: Record<string, string>
  exports?: Record<string, unknown>
  repository?: { url: string }
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest
const root = manifestOf('.')
const { repository } = manifestOf('packages/server')

/** The program of the reader, and tools that the reader has. */
const OF_THE_READER = new Set(['app.js', 'app.ts', 'service.js'])
const TOOLS_OF_THE_READER = new Set(['tsx'])
/** Flags that the Node of these tests may be too old for. */
const NEWER_FLAGS = new Set(['--experimental-network-inspection'])
/** Flags that NODE_OPTIONS does not take, so that Node does not list them. */
const FLAGS_OF_THE_COMMAND = new Set(['-p', '--test'])
const FLAGS_WITH_VALUE = new Set(['-p', '--import', '--require', '-r'])
/** Options of npm itself in front of `--`. */
const OPTIONS_OF_NPM = new Set(['--prefix', '--offline', '--omit=dev', '--yes'])

/** Returns the mistakes in the lines of a block, or in a command of a text. */
export function shellMistakes(page: string, code: string): string[] {
  let folder = ''
  return commandsIn(code).flatMap((words) => {
    const [command, ...args] = words.slice(words.findIndex((word) => !/^\w+=/.test(word)))
    const options = words.filter((word) => word.startsWith('NODE_OPTIONS=')).flatMap((word) => nodeMistakes(page, folder, [...commandsIn(word.slice('NODE_OPTIONS='.length)).flat(), 'app.js']))
    if (command === 'cd') {
      // A clone is the root.
      folder = args[0] === 'layered-http' ? '' : args[0]!
      return isFolder(folder) ? [] : [`no folder ${folder}`]
    }
    return [...options, ...mistakesOf(page, folder, command!, args)]
  })
}

function mistakesOf(page: string, folder: string, command: string, args: readonly string[]): string[] {
  switch (command) {
    case 'npm':
      return npmMistakes(folder, args)
    case 'npx':
      if (TOOLS_OF_THE_READER.has(args[0]!)) return nodeMistakes(page, folder, args.slice(1))
      return args[0] === 'pnpm' && args.length > 1 ? npmMistakes(folder, args.slice(1)) : args[0]! in root.devDependencies! ? [] : [`npx runs no dependency: ${args[0]}`]
    case 'node':
      return nodeMistakes(page, folder, args)
    case 'bun':
    case 'deno':
      // packages/compat-node-http/scripts/runtimes.mjs runs these commands.
      return args.map((word) => word.replace(/^npm:/, '')).filter((word) => word.startsWith('@layered-http/') && !entryExists(word)).map((word) => `no entry ${word}`)
    case 'git':
      return args[0] === 'clone' && `git+${args[1]}` === repository!.url ? [] : [`not the repository: git ${args.join(' ')}`]
    case 'curl':
      return args.some((word) => word.startsWith('http://127.0.0.1:')) ? [] : ['curl of another machine']
    default:
      return [`not a known command: ${command}`]
  }
}

function npmMistakes(folder: string, [first, ...rest]: readonly string[]): string[] {
  if (first === 'install' || first === 'ci') return rest.flatMap((word, index) => (OPTIONS_OF_NPM.has(word) || rest[index - 1] === '--prefix' ? [] : installMistakes(word)))
  const { scripts = {} } = manifestOf(folder === '' ? '.' : folder)
  const name = first === 'run' ? rest[0]! : first!
  const script = scripts[name]
  if (script === undefined) return [`no script ${name}`]
  const [, own, file] = /^node (?:scripts\/run\.cjs (\S+)|(\S+\.mjs))/.exec(script) ?? []
  const words = rest.includes('--') ? rest.slice(rest.indexOf('--') + 1) : []
  // Every command takes --help. scripts/command.cjs handles it.
  return optionMistakes(own === undefined ? (file ?? '') : `scripts/${own}.mjs`, own === undefined ? words : words.filter((word) => word !== '--help'))
}

function installMistakes(word: string): string[] {
  if (/^[\w./-]+\/\*\.tgz$/.test(word)) return []
  const [, name] = /^@layered-http\/([\w-]+)$/.exec(word) ?? []
  return name !== undefined && isFolder(`packages/${name}`) ? [] : [`npm does not install ${word}`]
}

function nodeMistakes(page: string, folder: string, args: readonly string[]): string[] {
  const mistakes: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!
    if (!word.startsWith('-')) {
      if (OF_THE_READER.has(word)) return mistakes
      const file = [folder, '', posix.dirname(page)].map((base) => posix.join(base, word)).find((path) => existsSync(join(ROOT, path)))
      return file === undefined ? [...mistakes, `no program ${word}`] : [...mistakes, ...optionMistakes(file, args.slice(i + 1))]
    }
    const flag = word.split('=')[0]!
    if (!process.allowedNodeEnvironmentFlags.has(flag) && !FLAGS_OF_THE_COMMAND.has(flag) && !NEWER_FLAGS.has(flag)) mistakes.push(`no flag of Node: ${flag}`)
    if (!FLAGS_WITH_VALUE.has(flag)) continue
    const value = args[++i]!
    if (flag === '-p') mistakes.push(...scriptMistakes(value))
    else if (!entryExists(value)) mistakes.push(`no entry ${value}`)
  }
  return mistakes
}

/** Returns true for an entry of a package of ours, or the file of one below a folder in which it is installed. */
export function entryExists(specifier: string): boolean {
  const [, name, rest] = /^(?:file:\/\/\/.+\/node_modules\/)?@layered-http\/([\w-]+)(?:\/(.+))?$/.exec(specifier) ?? []
  if (name === undefined) return /^(?:file:\/\/\/opt\/layered-http|\.)\/operate\.mjs$/.test(specifier)
  const { exports } = manifestOf(`packages/${name}`)
  return specifier.startsWith('file:') ? JSON.stringify(exports).includes(`"./${rest}"`) : `./${rest}`.replace('./undefined', '.') in exports!
}

function scriptMistakes(script: string): string[] {
  try {
    new vm.Script(script)
    return [...script.matchAll(/require\('([^']+)'\)/g)].flatMap(([, name]) => (builtinModules.includes(name!) || entryExists(name!) ? [] : [`no module ${name}`]))
  } catch (error) {
    return [String(error)]
  }
}

/** Returns the options that a program of the repository does not have: it, or a file that it imports, must name them. */
function optionMistakes(file: string, words: readonly string[]): string[] {
  const options = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split('=')[0]!)
  if (options.length === 0) return []
  const sources = sourcesOf(file)
  return options.filter((option) => !new RegExp(`(?:--|['"\\s{])${option}\\b`).test(sources)).map((option) => `${file} has no option --${option}`)
}

const known = new Map<string, string>()

/** Returns the code of a program without comments: an option must be read, not only described. */
function sourcesOf(file: string): string {
  if (!known.has(file)) known.set(file, [...importedBy(file)].filter((path) => !isFolder(path)).map((path) => readFileSync(join(ROOT, path), 'utf8').replace(/\/\*[^]*?\*\/|^ *\/\/.*$/gm, '')).join('\n'))
  return known.get(file)!
}

/** Returns a file, and what it imports, starts or bundles: files and folders that it names, from its own folder, its package or the root. */
function importedBy(file: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(file) && !file.endsWith('..') && isFolder(file)) {
    seen.add(file)
    for (const name of readdirSync(join(ROOT, file))) importedBy(posix.join(file, name), seen)
    return seen
  }
  if (seen.has(file) || !existsSync(join(ROOT, file)) || !/\.(?:mjs|cjs|ts)$/.test(file)) return seen
  seen.add(file)
  const packageOf = file.split('/').slice(0, 2).join('/')
  for (const [, path] of readFileSync(join(ROOT, file), 'utf8').matchAll(/['`](?:\$\{\w+\}\/)?([\w./-]+\.(?:mjs|cjs|ts|js)|\.\.\/test\/[\w-]+)['`]/g)) {
    for (const each of [posix.join(dirname(file), path!), path!, posix.join(packageOf, path!)]) importedBy(each.replace(/\.js$/, '.ts'), seen)
  }
  return seen
}

/** Returns the words of each command: of each line, and of both sides of `&&`. Comments and quotes are taken away. */
function commandsIn(code: string): string[][] {
  const commands: string[][] = []
  for (const line of code.split('\n')) {
    let words: string[] = []
    for (const [, text] of line.replace(/(^|\s)#.*$/, '').matchAll(/((?:[^\s"']|"[^"]*"|'[^']*')+)/g)) {
      if (text === '&&') {
        commands.push(words)
        words = []
      } else words.push(text!.replace(/"([^"]*)"|'([^']*)'/g, (_, double: string | undefined, single: string | undefined) => double ?? single ?? ''))
    }
    commands.push(words)
  }
  return commands.filter((words) => words.length > 0)
}

function isFolder(path: string): boolean {
  return existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isDirectory()
}
