/** Checks of the blocks that are neither code nor commands: configurations of other programs, files of a folder, drawings. Each returns the mistakes of a block. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { parse } from 'yaml'
import { LAYERS } from '../../../../layers.js'
import { VERSIONS } from '../../../../scripts/node-binaries.mjs'
import { ROOT } from '../support/sources.js'
import type { Block } from './blocks.js'
import { shellMistakes } from './shell.js'

/** A program that checks a configuration: undefined if it is not installed. */
function checkedBy(program: string, args: (folder: string) => readonly string[], text: (folder: string) => string): string[] | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'blocks-'))
  try {
    writeFileSync(join(folder, 'configuration'), text(folder))
    const { error, status, stderr, stdout } = spawnSync(program, args(folder), { encoding: 'utf8' })
    if (error !== undefined) return undefined
    return status === 0 ? [] : [stderr + stdout]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** nginx checks it if it is installed. Without it: braces match, and each statement ends. */
export function nginxMistakes({ code }: Pick<Block, 'code'>): string[] {
  const paths = (folder: string): string => ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`).join(' ')
  // A check opens what it listens to; a test may not have that port.
  const whole = (folder: string): string => `pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${paths(folder)}\n${code.replace(/\blisten [^;]+;/g, `listen unix:${folder}/socket;`)}}\n`
  return [...nginxShape(code), ...(checkedBy('nginx', (folder) => ['-t', '-q', '-p', folder, '-c', join(folder, 'configuration')], whole) ?? [])]
}

function nginxShape(code: string): string[] {
  let depth = 0
  const mistakes: string[] = []
  for (const line of code.split('\n').map((each) => each.replace(/#.*$/, '').trim())) {
    if (line !== '' && !/[;{}]$/.test(line)) mistakes.push(`no end: ${line}`)
    depth += (line.match(/\{/g)?.length ?? 0) - (line.match(/\}/g)?.length ?? 0)
  }
  return depth === 0 ? mistakes : [...mistakes, `${depth} braces are open`]
}

const HAPROXY_SECTION = /^(?:global|defaults|frontend \S+|backend \S+)$/

/** HAProxy checks it if it is installed. Without it: every line is a section, or indented below one. */
export function haproxyMistakes({ code }: Pick<Block, 'code'>): string[] {
  const lines = code.split('\n').filter((line) => line !== '')
  const shape = lines.filter((line, index) => (HAPROXY_SECTION.test(line) ? false : index === 0 || !/^ {2}[a-z]/.test(line)))
  const whole = `${code}frontend clients\n  bind 127.0.0.1:8000\n  default_backend app\n`
  return [...shape.map((line) => `not in a section: ${line}`), ...(checkedBy('haproxy', (folder) => ['-c', '-f', join(folder, 'configuration')], () => whole) ?? [])]
}

/** What NODE_OPTIONS has is read as Node would. */
function nodeOptionsMistakes(page: string, value: string): string[] {
  return shellMistakes(page, `node ${value} app.js`)
}

/** A unit of systemd: sections, `Name=value`, the environment. */
export function unitMistakes({ page, code }: Pick<Block, 'page' | 'code'>): string[] {
  return code.split('\n').filter(Boolean).flatMap((line) => {
    if (/^\[(?:Unit|Service|Install)\]$/.test(line)) return []
    const [, , value] = /^([A-Z]\w+)=(.+)$/.exec(line) ?? []
    if (value === undefined) return [`not a line of a unit: ${line}`]
    const [, options] = /^"?NODE_OPTIONS=([^"]+)"?$/.exec(value) ?? []
    return options === undefined ? [] : nodeOptionsMistakes(page, options)
  })
}

/** Names that a part of a Kubernetes manifest may have here. */
const KUBERNETES: ReadonlySet<string> = new Set(['spec', 'containers', 'name', 'env', 'value', 'terminationGracePeriodSeconds', 'readinessProbe', 'httpGet', 'path', 'port', 'periodSeconds'])

/** A part of a Kubernetes manifest: it is YAML, has known names, and the environment. */
export function manifestMistakes({ page, code }: Pick<Block, 'page' | 'code'>): string[] {
  try {
    return mistakesIn(parse(code), page)
  } catch (error) {
    return [String(error)]
  }
}

function mistakesIn(value: unknown, page: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => mistakesIn(each, page))
  if (typeof value !== 'object' || value === null) return []
  const { name, value: text } = value as { name?: unknown; value?: unknown }
  const options = name === 'NODE_OPTIONS' ? nodeOptionsMistakes(page, String(text)) : []
  return [...options, ...Object.entries(value).flatMap(([key, each]) => [...(KUBERNETES.has(key) ? [] : [`unknown name ${key}`]), ...mistakesIn(each, page)])]
}

const MAJORS: readonly string[] = ['20', ...VERSIONS.map((version) => version.split('.')[0]!)]

/** Known instructions, a supported Node, commands that exist. */
export function dockerfileMistakes({ page, code }: Pick<Block, 'page' | 'code'>): string[] {
  return code.split('\n').filter(Boolean).flatMap((line) => {
    const [, instruction, rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? []
    switch (instruction) {
      case 'FROM':
        return MAJORS.includes(/^node:(\d+)-slim$/.exec(rest)?.[1] ?? '') ? [] : [`not an image of a supported Node: ${rest}`]
      case 'RUN':
        return shellMistakes(page, rest)
      case 'CMD':
        try {
          return shellMistakes(page, (JSON.parse(rest) as string[]).join(' '))
        } catch (error) {
          return [String(error)]
        }
      case 'WORKDIR':
      case 'COPY':
        return []
      default:
        return [`not an instruction: ${line}`]
    }
  })
}

/** Checks a block of text, whose beginning tells its kind. Undefined if nothing proves it. */
export function textMistakes(block: Pick<Block, 'page' | 'code'>): string[] | undefined {
  if (block.code.startsWith('defaults\n')) return haproxyMistakes(block)
  if (/^(?:node|npm) /.test(block.code)) return usageMistakes(block)
  if (block.code.startsWith('compat-node-http ')) return layersMistakes(block)
  if (/^[\w.-]+\/? {2,}\w/.test(block.code)) return folderMistakes(block)
  return undefined
}

/** Commands, each with what it does after two spaces; lines with options below belong to the command above. */
function usageMistakes({ page, code }: Pick<Block, 'page' | 'code'>): string[] {
  let command = ''
  return code.split('\n').filter(Boolean).flatMap((line) => {
    const [words] = line.trim().split(/ {2,}/)
    const whole = words!.startsWith('--') ? `${command} ${words!}` : words!
    if (!words!.startsWith('--')) command = words!
    return shellMistakes(page, whole)
  })
}

/** Names of files, each with what it has after two spaces. */
function folderMistakes({ page, code }: Pick<Block, 'page' | 'code'>): string[] {
  return code.split('\n').filter(Boolean).flatMap((line) => {
    const name = line.split(/ +/)[0]
    return existsSync(join(ROOT, posix.dirname(page), name!)) ? [] : [`no file ${name!}`]
  })
}

/** A drawing of imports: a name to the right or below a branch is imported by the one before. */
function layersMistakes({ code }: Pick<Block, 'code'>): string[] {
  const lines = code.split('\n')
  const edges = lines.flatMap((line, row) => {
    const names = [...line.matchAll(/[a-z][a-z-]+/g)].filter(([name], index) => index === 0 || name in LAYERS)
    return names.map(({ 0: name, index }, place) => {
      if (row === 0 || (name in LAYERS && place > 0)) return [names[place - 1]?.[0], name] as const
      // The branch leads up to a fork after the name that imports, or to the first letters of it.
      const column = Math.max(line.lastIndexOf('├', index), line.lastIndexOf('└', index))
      const above = lines.slice(0, row).findLast((each) => /[┬a-z]/.test(each[column] ?? ''))!
      return [(above[column] === '┬' ? /([a-z-]+)[ ─]*$/.exec(above.slice(0, column))! : /^([a-z-]+)/.exec(above)!)[1], name] as const
    })
  })
  const wrong = edges.filter(([from, to]) => from !== undefined && LAYERS[from as keyof typeof LAYERS]?.imports.includes(to as never) !== true)
  const missing = Object.keys(LAYERS).filter((name) => !edges.some(([, to]) => to === name))
  return [...wrong.map(([from, to]) => `${from!} does not import ${to}`), ...missing.map((name) => `${name} is missing`)]
}
