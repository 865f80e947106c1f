/** The conformance runner, on a test folder of our own: tests that pass, fail, hang, are skipped, or leave processes running. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findTests } from '../../../scripts/conformance/groups.mjs'
import { mergeReports } from '../../../scripts/conformance/merge.mjs'
import { markdown } from '../../../scripts/conformance/markdown.mjs'
import { runColumns, type Report } from '../../../scripts/conformance/run-columns.mjs'
import { summary } from '../../../scripts/conformance/summary.mjs'

const TESTS = {
  'parallel/test-http-passes.js': '',
  'parallel/test-http-fails.js': "throw new Error('as it should')",
  'parallel/test-http-hangs.js': "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)",
  'parallel/test-http-skipped.js': "console.log('1..0 # Skipped: not here')",
  'parallel/test-http-flags.js': "// Flags: --expose-gc\ngc()",
  'parallel/test-http-whose.js': "if (!process.env.NODE_OPTIONS.includes('register')) process.exitCode = 1",
  'parallel/test-http2-other.js': 'process.exitCode = 1',
  'sequential/test-http-alone.js': '',
  'parallel/test-gc-http-client.js': '',
}

let root: string
let report: Report

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'layered-http-conformance-'))
  for (const folder of ['common', 'parallel', 'sequential']) mkdirSync(join(root, folder))
  for (const [name, text] of Object.entries(TESTS)) writeFileSync(join(root, name), text)
  report = await runColumns(findTests(root, /./), { node: process.execPath, columns: ['builtin', 'ours'], jobs: 2, limit: 5_000 })
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

function result(name: string, column: 'builtin' | 'ours') {
  return report.tests.find((row) => row.name === name)!.results[column]!
}

describe('a run', () => {
  test('finds the tests about HTTP/1 and their groups', () => {
    expect(report.tests.map(({ group, name }) => `${group}: ${name}`).sort()).toEqual([
      'garbage collection: parallel/test-gc-http-client.js',
      'http: parallel/test-http-fails.js',
      'http: parallel/test-http-flags.js',
      'http: parallel/test-http-hangs.js',
      'http: parallel/test-http-passes.js',
      'http: parallel/test-http-skipped.js',
      'http: parallel/test-http-whose.js',
      'http: sequential/test-http-alone.js',
    ])
  })

  test('distinguishes passing, failing, hanging and skipped tests, and keeps the output of a failed test', () => {
    expect(result('parallel/test-http-passes.js', 'ours')).toMatchObject({ passed: true })
    expect(result('parallel/test-http-fails.js', 'ours')).toMatchObject({ passed: false, output: expect.stringContaining('as it should') })
    expect(result('parallel/test-http-hangs.js', 'ours')).toMatchObject({ passed: false, timedOut: true })
    expect(result('parallel/test-http-skipped.js', 'ours')).toMatchObject({ passed: true, skipped: 'not here' })
  })

  test('runs a test with the flags in its first lines', () => {
    expect(result('parallel/test-http-flags.js', 'builtin')).toMatchObject({ passed: true })
  })

  test('preloads ours in one column only', () => {
    expect(result('parallel/test-http-whose.js', 'builtin').passed).toBe(false)
    expect(result('parallel/test-http-whose.js', 'ours').passed).toBe(true)
  })
})

test('the summary counts by group and names the tests that do not pass', () => {
  const lines = summary(report).split('\n').map((line) => line.split(/\s{2,}/).join(' | '))
  expect(lines).toEqual(expect.arrayContaining(['http | 7 | 4 | 5', 'garbage collection | 1 | 1 | 1', 'parallel/test-http-hangs.js | time limit | time limit', 'parallel/test-http-whose.js | fails | passes']))
})

test('the page has the numbers of each Node and a line for each failure', () => {
  expect(markdown([report])).toContain('| http | 7 | 4 | 5 |')
  expect(markdown([report])).toContain('| `parallel/test-http-fails.js` | fails | fails | not looked into |')
})

test('the page names the columns, and lists separately the tests that only the built-in module fails', () => {
  const page = markdown([report])
  expect(page).toContain(`| group | tests | ${process.version} built-in | ${process.version} ours |`)
  expect(page).toContain('Pass with ours and fail with the built-in module: `parallel/test-http-whose.js`.')
  expect(page).not.toContain('| `parallel/test-http-whose.js` |')
})

test('Bun and Deno have a table and reasons of their own, after those of Node', () => {
  const failed = { passed: false, seconds: 1 }
  const name = 'parallel/test-http-max-header-size.js'
  const deno: Report = { node: 'Deno 2.9.6', columns: ['ours', 'builtin'], tests: [{ group: 'http', name, results: { ours: failed, builtin: failed } }] }
  const [ofNode, ofDeno] = markdown([deno, report]).split('## Bun and Deno: tests that pass')
  expect(ofNode).toContain('## Tests that pass')
  expect(ofDeno).toContain('| group | tests | Deno 2.9.6 ours | Deno 2.9.6 built-in |')
  expect(ofDeno).toContain(`| \`${name}\` | fails | fails | needs the flag --max-http-header-size |`)
  expect(markdown([deno])).not.toContain('## Tests that pass')
})

test('columns of separate runs are shown side by side', () => {
  const only = (column: 'builtin' | 'ours'): Report => ({
    node: report.node,
    columns: [column],
    tests: report.tests.map(({ group, name, results }) => ({ group, name, results: { [column]: results[column]! } })),
  })
  expect(mergeReports([only('builtin'), { ...report, node: 'v0.0.0' }, only('ours')])).toEqual([report, { ...report, node: 'v0.0.0' }])
})

test('every test with a reason is in a group', () => {
  const reasons = JSON.parse(readFileSync(new URL('../../../scripts/conformance/reasons.json', import.meta.url), 'utf8')) as Record<string, string>
  for (const name of Object.keys(reasons)) expect(name).toMatch(/^((Bun|Deno) )?(parallel|sequential|async-hooks|client-proxy)\/test-[\w.-]+\.m?js$/)
})
