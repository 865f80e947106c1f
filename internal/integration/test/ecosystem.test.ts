/** The ecosystem runner: it reads and compares reports. A suite of our own runs in both columns, with tests that differ, hang or leave processes running. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { count, differences, stable, WHOLE_RUN } from '../../../scripts/ecosystem/compare.mjs'
import { readLines, readTap, type Result, type Results } from '../../../scripts/ecosystem/results.mjs'
import { compareColumns, type Comparison } from '../../../scripts/ecosystem/rounds.mjs'
import { nodeTest } from '../../../scripts/ecosystem/runners.mjs'
import { summary } from '../../../scripts/ecosystem/summary.mjs'

const results = (entries: Record<string, Result['status']>): Results => new Map(Object.entries(entries).map(([name, status]) => [name, { status }]))

describe('reports', () => {
  test('lines: a name that occurs twice fails if either fails, and an incomplete line is left out', () => {
    const line = (name: string, status: string, error?: string) => `${JSON.stringify({ name, status, error })}\n`
    const text = line('a', 'passed') + line('b', 'failed', 'why') + line('b', 'passed') + line('a', 'failed', 'late') + line('c', 'skipped') + '{"name":"d","sta'
    expect([...readLines(text)]).toEqual([
      ['a', { status: 'failed', error: 'late' }],
      ['b', { status: 'failed', error: 'why' }],
      ['c', { status: 'skipped' }],
    ])
  })

  test('TAP: titles, skipped tests, and the error of a failure', () => {
    const text = ['TAP version 13', 'ok 1 - file › passes', 'not ok 2 - file › fails', '  ---', '    message: no', '  ...', 'ok 3 - file › left out # SKIP', '    ok 1 - inner', '1..3'].join('\n')
    expect([...readTap(text)]).toEqual([
      ['file › passes', { status: 'passed' }],
      ['file › fails', { status: 'failed', error: '---\nmessage: no\n...' }],
      ['file › left out', { status: 'skipped' }],
    ])
  })
})

describe('a comparison', () => {
  test('lists tests that pass in one column only; a test that did not run counts as not passed', () => {
    const rows = differences(results({ same: 'passed', lost: 'passed', gone: 'passed', both: 'failed' }), results({ same: 'passed', lost: 'failed', both: 'failed', hook: 'failed', won: 'passed' }))
    expect(rows.map(({ name, builtin, ours }) => [name, builtin.status, ours.status])).toEqual([
      ['lost', 'passed', 'failed'],
      ['gone', 'passed', 'not run'],
      ['won', 'not run', 'passed'],
    ])
  })

  test('reports a difference only if every round shows it in the same direction', () => {
    const [lost, won] = [differences(results({ a: 'passed', b: 'passed' }), results({ a: 'failed', b: 'failed' })), differences(results({ a: 'failed', b: 'passed' }), results({ a: 'passed', b: 'failed' }))]
    expect(stable([lost, won]).differ.map(({ name }) => name)).toEqual(['b'])
    expect(stable([lost, won]).flaky).toEqual(['a'])
  })

  test('counts tests, without the entry of the whole run', () => {
    expect(count(results({ a: 'passed', b: 'failed', c: 'skipped', [WHOLE_RUN]: 'failed' }))).toEqual({ tests: 3, passed: 1, failed: 1, skipped: 1 })
  })
})

test("mocha's reporter writes a line at each event", () => {
  const folder = mkdtempSync(join(tmpdir(), 'layered-http-ecosystem-'))
  const file = join(folder, 'results')
  const require = createRequire(import.meta.url)
  process.env.LAYERED_ECOSYSTEM_RESULTS = file
  try {
    const Reporter = require('../../../scripts/ecosystem/reporters/mocha.cjs') as new (runner: EventEmitter) => object
    const runner = new EventEmitter()
    new Reporter(runner)
    const of = (title: string) => ({ file: join(process.cwd(), 'test/a.js'), fullTitle: () => title })
    runner.emit('pass', of('one'))
    runner.emit('fail', of('two'), new Error('broken'))
    runner.emit('pending', of('three'))
    const read = readLines(readFileSync(file, 'utf8'))
    expect([...read].map(([name, { status }]) => `${name}: ${status}`)).toEqual(['test/a.js: one: passed', 'test/a.js: two: failed', 'test/a.js: three: skipped'])
    expect(read.get('test/a.js: two')?.error).toContain('broken')
  } finally {
    delete process.env.LAYERED_ECOSYSTEM_RESULTS
    rmSync(folder, { recursive: true, force: true })
  }
})

const REQUEST = "const http = require('node:http'); const roundTrip = () => new Promise((resolve, reject) => { const server = http.createServer((_, res) => res.end('ok')).listen(0, '127.0.0.1', () => http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (res) => res.resume().on('end', () => server.close(resolve))).on('error', reject)) });"
const PRELOADED = "process.env.NODE_OPTIONS.includes('register')"

const FILES = {
  'package.json': '{ "name": "suite", "version": "1.2.3" }',
  'test/a.test.js': `${REQUEST} const { test, describe } = require('node:test')
test('passes', roundTrip)
describe('group', () => {
  test('passes on the built-in only', () => { if (${PRELOADED}) throw new Error('as it should') })
  test('passes on ours only', () => { if (!${PRELOADED}) throw new Error('as it should') })
  test('fails on both', () => { throw new Error('as it should') })
  test('left out', { skip: true }, () => {})
})
`,
  'test/b.test.js': `const { test } = require('node:test'); const fs = require('node:fs'); test('differs once', () => { if (${PRELOADED} && !fs.existsSync('seen')) { fs.writeFileSync('seen', ''); throw new Error('flaky') } })\n`,
}

const HANGING = {
  'package.json': '{ "name": "suite", "version": "1.2.3" }',
  'test/a.test.js': `${REQUEST} const { test } = require('node:test'); test('passes', roundTrip)\n`,
  'test/b.test.js': "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)\n",
}

function makeSuite(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'layered-http-suite-'))
  mkdirSync(join(folder, 'test'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const PROJECT = { run: nodeTest({ files: [['test', /\.test\.js$/]], timeout: 60_000 }) }

describe('a run', () => {
  let suite: string
  let report: Comparison

  beforeAll(async () => {
    suite = makeSuite(FILES)
    report = await compareColumns({ project: PROJECT, suite, node: process.execPath, jobs: 2, limit: 60_000, rounds: 2 })
  }, 120_000)
  afterAll(() => rmSync(suite, { recursive: true, force: true }))

  test('preloads ours in one column only, and detects which http handled the requests', () => {
    expect(report.columns.builtin.handledBy).toEqual(['client builtin', 'server builtin'])
    expect(report.columns.ours.handledBy).toEqual(['client ours', 'server ours'])
  })

  test('finds differences in each direction, and lists separately those that occurred once', () => {
    expect(report.rounds).toBe(2)
    expect(report.differ.map(({ name, builtin, ours }) => [name, builtin.status, ours.status])).toEqual([
      [`${join('test', 'a.test.js')}: group passes on the built-in only`, 'passed', 'failed'],
      [`${join('test', 'a.test.js')}: group passes on ours only`, 'failed', 'passed'],
    ])
    expect(report.flaky).toEqual([`${join('test', 'b.test.js')}: differs once`])
    expect(report.columns.builtin).toMatchObject({ tests: 6, passed: 3, failed: 2, skipped: 1 })
  })

  test('prints a summary with the error of each test that differs', () => {
    const text = summary({ project: 'suite', version: '1.2.3', node: process.version, ...report })
    expect(text).toContain(`suite 1.2.3, Node ${process.version}, 2 rounds`)
    expect(text).toContain('Pass on the built-in only: 1\n')
    expect(text).toMatch(/passes on the built-in only: failed\n +Error: as it should/)
    expect(text).toContain('Differed once and not again: 1\n')
  })
})

test('a suite that hangs is stopped at its time limit, and keeps its results so far', async () => {
  const suite = makeSuite(HANGING)
  try {
    const { differ, columns } = await compareColumns({ project: PROJECT, suite, node: process.execPath, jobs: 2, limit: 5_000, rounds: 1 })
    expect(differ).toEqual([])
    expect(columns.ours).toMatchObject({ tests: 1, passed: 1 })
    expect(columns.ours.seconds).toBeLessThan(30)
  } finally {
    rmSync(suite, { recursive: true, force: true })
  }
}, 60_000)

test('a suite that sends no request through ours is an error, because it proves nothing', async () => {
  const suite = makeSuite({ 'package.json': '{}', 'test/a.test.js': "require('node:test').test('passes', () => {})\n" })
  try {
    await expect(compareColumns({ project: PROJECT, suite, node: process.execPath, jobs: 1, limit: 60_000, rounds: 1 })).rejects.toThrow('the suite sends no request through the preload')
  } finally {
    rmSync(suite, { recursive: true, force: true })
  }
}, 60_000)
