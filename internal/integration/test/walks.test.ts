/** The walks of new users: each in an empty folder, with the tarballs and nothing else. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { install, packAll, type Project, type Tarballs } from './support/tarballs.js'

interface Walk {
  title: string
  /** Names of packages, without scope. */
  packages: readonly string[]
  /** Texts by name. */
  files: Readonly<Record<string, string>>
  /** Commands of `node`, and what they print. */
  steps: readonly { run: string; output: string }[]
}

/** Milliseconds for packing and installing, on a busy machine. */
const INSTALL_DEADLINE = 180_000

const FOLDER = join(import.meta.dirname, '../walks')
const names = (await readdir(FOLDER)).filter((file) => file.endsWith('.mjs'))
const walks = await Promise.all(names.map(async (file) => ((await import(join(FOLDER, file))) as { default: Walk }).default))

let tarballs: Tarballs
beforeAll(async () => {
  tarballs = await packAll()
}, INSTALL_DEADLINE)
afterAll(() => tarballs.dispose())

describe.each(walks)('$title', ({ packages, files, steps }) => {
  let project: Project
  beforeAll(async () => {
    project = await install(tarballs, packages)
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(project.path, name)), { recursive: true })
      await writeFile(join(project.path, name), text)
    }
  }, INSTALL_DEADLINE)
  afterAll(() => project.dispose())

  test.each(steps)('$run', async ({ run, output }) => {
    expect(await project.runCommand(run)).toBe(output)
  })
})
