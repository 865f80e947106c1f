/** The ecosystem matrix: its page is that of its results, every row has its cells, and scenarios whose libraries the workspace has run in both columns. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { packagesOf, ROWS } from '../ecosystem/matrix.mjs'
import { isComplete, page, PAGE, type Cell, type Results } from '../ecosystem/page.mjs'

const HERE = fileURLToPath(new URL('../ecosystem', import.meta.url))
const results = JSON.parse(readFileSync(join(HERE, 'results.json'), 'utf8')) as Results

describe('the page', () => {
  test('is that of the results: npm run ecosystem -- --markdown', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(page(results))
  })

  test('has each scenario, on each line of Node on which its library runs', () => {
    expect(Object.keys(ROWS).sort()).toEqual(readdirSync(join(HERE, 'scenarios')).map((file) => file.slice(0, -'.mjs'.length)).sort())
    expect(isComplete(results)).toBe(true)
  })

  test('has the versions that are pinned', () => {
    const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
    for (const [name, row] of Object.entries(ROWS)) {
      const pinned = packagesOf(row).map((library) => [library, dependencies[library]!.replace(/^npm:.*@/, '')])
      expect(results.rows[name]!.versions).toEqual(Object.fromEntries(pinned))
    }
  })

  test('gives a reason for each check that fails', () => {
    expect(page(results)).not.toContain('No reason is known')
  })
})

describe('package.json', () => {
  const { packages } = JSON.parse(readFileSync(join(HERE, 'package-lock.json'), 'utf8')) as { packages: Record<string, { dependencies?: Record<string, string>; peerDependencies?: Record<string, string>; peerDependenciesMeta?: Record<string, { optional?: boolean }> }> }
  const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }

  test('has the libraries that a program names, and those that they need as peers', () => {
    const programs = ['scenarios', 'lib'].flatMap((folder) => readdirSync(join(HERE, folder)).map((file) => readFileSync(join(HERE, folder, file), 'utf8'))).join('\n')
    const isNamed = (name: string): boolean => new RegExp(`['"\`]${name.replace(/[.]/g, '\\$&')}['"\`/]`).test(programs)
    const needed = Object.keys(dependencies).filter(isNamed)
    // A library of the lockfile whose peers are needed: it is there at all only because a needed one brought it.
    const peers = new Set(Object.entries(packages).flatMap(([path, { peerDependencies = {}, peerDependenciesMeta = {} }]) => (path === '' ? [] : Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true))))
    expect(needed.length).toBeGreaterThan(50)
    expect(Object.keys(dependencies).filter((name) => !needed.includes(name) && !peers.has(name))).toEqual([])
  })

  test('has the dependencies of its lockfile: npm install --package-lock-only --legacy-peer-deps --omit-lockfile-registry-resolved', () => {
    expect(packages['']!.dependencies).toEqual(dependencies)
  })
})

describe('a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layered-http-matrix-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('Express passes in both columns, whose messages are those of the column', () => {
    const json = join(folder, 'results.json')
    const line = process.versions.node.split('.')[0]!
    execFileSync(process.execPath, [join(HERE, 'main.mjs'), '--workspace', '--only', 'express5', '--node', line, '--json', json], { stdio: ['ignore', 'ignore', 'pipe'] })
    const { rows } = JSON.parse(readFileSync(json, 'utf8')) as Results
    const cell = rows.express5!.nodes[line]!
    for (const column of [cell.builtin, cell.ours] satisfies Cell[]) {
      expect(column).toEqual({ http: { passed: column.http.passed, failed: [] }, https: { passed: column.http.passed, failed: [] } })
      expect(column.http.passed).toBeGreaterThan(20)
    }
  })
})
