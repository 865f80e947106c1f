/**
 * The rules of the fuzz targets, for what was found once, and for a few changed inputs. The long run, which coverage guides, is
 * `scripts/guided-fuzz.mjs`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomNumbers } from '@layered-http/test-kit'
import { describe, expect, it } from 'vitest'
import { fuzz, type Finding } from './loop.js'
import { TARGETS } from './targets.js'

/** One input in a file: its target, what was wrong with it, and the input, Latin-1. */
interface Case {
  target: string
  found: string
  input: string
}

const FOLDER = join(import.meta.dirname, 'cases')
const cases = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Case] as const)

describe('what fuzzing found breaks no rule any more', () => {
  it.each(cases)('%s', async (_file, { target, input }) => {
    expect((await TARGETS[target]!.run(input)).problems).toEqual([])
  })
})

/** Each input runs several connections. */
const RUNS = 25

describe('changed inputs break no rule', () => {
  it.each(Object.entries(TARGETS))('%s', async (_name, target) => {
    const findings: Finding[] = []
    await fuzz(target, { random: randomNumbers(5), isOver: (runs) => runs >= RUNS, begin() {}, onFinding: (finding) => findings.push(finding), onProgress() {} })
    expect(findings).toEqual([])
  })
})
