/** The tarballs of all packages, as they would be published, and projects outside of the workspace to install them in. */
import { exec as execWithShell, execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { LAYERS } from '../../../../layers.js'
import { packInto } from '../../../../scripts/pack.mjs'

const exec = promisify(execFile)

/** On Windows, npm and pnpm are scripts, which only a shell runs. */
const IN_SHELL = { shell: process.platform === 'win32' }

export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
export const PACKAGE_NAMES = Object.keys(LAYERS)

/** The environment without the variables that npm and pnpm set for scripts. They would change the npm that a test runs. */
const ENVIRONMENT = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_OPTIONS$/i.test(name))),
  PATH: join(ROOT, 'node_modules/.bin') + delimiter + process.env.PATH,
}

/** A new folder, which `dispose` removes. */
export interface Folder {
  path: string
  dispose(): Promise<void>
}

async function makeFolder(): Promise<Folder> {
  // The real path: on macOS and Windows the folder for temporary files has another name, too, and compilers and loaders give this one.
  const path = await realpath(await mkdtemp(join(tmpdir(), 'layered-http-')))
  return { path, dispose: () => rm(path, { recursive: true }) }
}

/** The tarballs of all packages. */
export interface Tarballs extends Folder {
  /** Returns the path of a package's tarball. */
  fileOf(name: string): string
}

/** Packs every package, as `npm run pack` does after it has built them. */
export async function packAll(): Promise<Tarballs> {
  const folder = await makeFolder()
  await packInto(folder.path)
  const files = await readdir(folder.path)
  return { ...folder, fileOf: (name) => join(folder.path, files.find((file) => isTarballOf(name, file))!) }
}

function isTarballOf(name: string, file: string): boolean {
  return /^layered-http-(.+)-\d+\.\d+\.\d+\.tgz$/.exec(file)?.[1] === name
}

/** Runs the lines of a page in a new, empty folder with the given files, and returns the output of the last one. npm does not use the network. */
export async function runLines(lines: readonly string[], files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await makeFolder()
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text)
    let output = ''
    for (const line of lines) {
      const { stdout } = await promisify(execWithShell)(line, { cwd: folder.path, env: { ...ENVIRONMENT, npm_config_offline: 'true', npm_config_audit: 'false' } })
      output = stdout
    }
    return output
  } finally {
    await folder.dispose()
  }
}

/** An npm project that contains only some of our tarballs. */
export class Project {
  constructor(readonly path: string) {}

  /** Returns the folder of an installed package of ours. */
  folderOf(name: string): string {
    return join(this.path, 'node_modules/@layered-http', name)
  }

  async manifestOf(name: string): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(join(this.folderOf(name), 'package.json'), 'utf8')) as Record<string, unknown>
  }

  /** Returns the paths of all files of an installed package, with slashes. */
  async filesOf(name: string): Promise<string[]> {
    const entries = await readdir(this.folderOf(name), { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => relative(this.folderOf(name), join(entry.parentPath, entry.name)).split(sep).join('/'))
  }

  /** Runs a program, given as text, and returns its output. */
  async run(file: string, text: string, flags: readonly string[] = []): Promise<string> {
    await writeFile(join(this.path, file), text)
    const { stdout } = await exec(process.execPath, [...flags, file], { cwd: this.path, env: ENVIRONMENT })
    return stdout
  }

  /** Runs a command line of `node` with the Node that runs the tests, and returns its output. */
  async runCommand(line: string): Promise<string> {
    const [program, ...args] = line.split(' ')
    if (program !== 'node') throw new Error(`not a command of node: ${line}`)
    const { stdout } = await exec(process.execPath, args, { cwd: this.path, env: ENVIRONMENT })
    return stdout
  }

  dispose(): Promise<void> {
    return rm(this.path, { recursive: true })
  }
}

/** Installs packages from their tarballs. Offline, so that a missing dependency is an error. */
export async function install(tarballs: Folder, names: readonly string[]): Promise<Project> {
  const { path } = await makeFolder()
  const files = (await readdir(tarballs.path)).filter((file) => names.some((name) => isTarballOf(name, file)))
  await writeFile(join(path, 'package.json'), '{ "private": true }')
  await exec('npm', ['install', '--offline', '--no-audit', '--no-fund', ...files.map((file) => join(tarballs.path, file))], { cwd: path, env: ENVIRONMENT, ...IN_SHELL })
  return new Project(path)
}

/**
 * Installs packages so that a program can import only those. Their dependencies are in folders where only they find them. Offline, as {@link install}.
 */
export async function installAlone(tarballs: Folder, names: readonly string[]): Promise<Project> {
  const { path } = await makeFolder()
  const files = await readdir(tarballs.path)
  const locations = Object.fromEntries(PACKAGE_NAMES.map((name) => [`@layered-http/${name}`, `file:${join(tarballs.path, files.find((file) => file.startsWith(`layered-http-${name}-`))!)}`]))
  const dependencies = Object.fromEntries(Object.entries(locations).filter(([name]) => names.includes(name.slice('@layered-http/'.length))))
  await writeFile(join(path, 'package.json'), JSON.stringify({ private: true, dependencies, pnpm: { overrides: locations } }))
  await exec('pnpm', ['install', '--offline', '--ignore-workspace', '--no-lockfile', '--config.node-linker=isolated'], { cwd: path, env: ENVIRONMENT, ...IN_SHELL })
  return new Project(path)
}
