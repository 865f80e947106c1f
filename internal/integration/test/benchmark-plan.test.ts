/** The plan of a run of the benchmarks on several Nodes, and the suites that a resumed run skips. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readArguments } from '../../../benchmarks/lib/arguments.mjs'
import { planOf } from '../../../benchmarks/lib/plan.mjs'
import { keepReport, settingsOf } from '../../../benchmarks/lib/results.mjs'
import { runtimeBinary } from '../../../scripts/runtime-binaries.mjs'

const suite = (summary: string) => ({ summary, run: () => Promise.resolve({}), duration: ({ rounds }: { rounds: number }) => rounds })
const suites = new Map([['a', suite('first')], ['b', suite('second')]])
const nodes = [{ program: '/20', version: '20.1.0' }, { program: '/26', version: '26.2.0' }]

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'benchmark-plan-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

interface Plan {
  steps: { node: { version: string }; suite: string; json: string; seconds: number }[]
  kept: number
}

function plan(...words: string[]): Plan {
  return planOf({ suites, options: readArguments([...words, '--json', folder], suites), runtimes: {}, nodes }) as Plan
}

function keepMeasured(file: string, version: string): void {
  const options = readArguments(['all'], suites) as { peers: string[] }
  keepReport(join(folder, file), { suite: 'a', machine: { node: `v${version}` }, settings: settingsOf(options as never) })
}

test('all suites on one Node, then on the next, each Node with its own file', () => {
  const { steps } = plan('all', '--node', '20,26', '--rounds', '3')
  expect(steps.map(({ node, suite, json, seconds }) => [node.version, suite, json, seconds])).toEqual([
    ['20.1.0', 'a', join(folder, 'node20.json'), 3],
    ['20.1.0', 'b', join(folder, 'node20.json'), 3],
    ['26.2.0', 'a', join(folder, 'node26.json'), 3],
    ['26.2.0', 'b', join(folder, 'node26.json'), 3],
  ])
})

test('--resume skips suites that were measured with the same settings on the same Node', () => {
  keepMeasured('node20.json', '20.1.0')
  keepMeasured('node26.json', '26.1.9')
  const { steps, kept } = plan('all', '--resume')
  expect(steps.map(({ node, suite }) => `${node.version} ${suite}`)).toEqual(['20.1.0 b', '26.2.0 a', '26.2.0 b'])
  expect(kept).toBe(1)
  expect(plan('all', '--resume', '--rounds', '7').kept).toBe(0)
  expect(plan('all', '--resume', '--peer', 'bun').kept).toBe(0)
  expect(plan('all').kept).toBe(0)
})

test('--peer installed adds Bun and Deno where they are, and nothing where they are not', () => {
  const { peers } = readArguments(['a', '--peer', 'installed', '--peer', 'node26'], suites) as { peers: string[] }
  expect(peers.at(-1)).toBe('node26')
  expect(peers.slice(0, -1)).toEqual(['bun', 'deno'].filter((name) => runtimeBinary(name) !== undefined))
  expect(() => readArguments(['a', '--peer', 'rhino'], suites)).toThrow("unknown peer 'rhino'")
})

test('several Nodes need a folder, and --resume needs results', () => {
  expect(() => readArguments(['a', '--node', '20,26', '--json', join(folder, 'x.json')], suites)).toThrow('--json takes a folder')
  expect(() => readArguments(['a', '--resume'], suites)).toThrow('--resume needs --json')
})
