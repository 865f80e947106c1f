/**
 * A matrix of cases as tests: our module has to do what Node 26 did, and so has the running Node's own, unless a difference of its
 * line is on record.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { KINDS, RUNNING_LINE, runCase, topicsOf, type Recording } from './cases.mjs'

/**
 * Makes the tests of the matrix in `folder`.
 *
 * @param ours - the module under test: what its kind of case uses of `node:http` and `node:https`
 * @param folder - the matrix, a file URL ending with `/`
 */
export async function testMatrix(ours: object, folder: URL): Promise<void> {
  for (const { topic, kind, cases } of await topicsOf(folder)) {
    const recordings = JSON.parse(readFileSync(new URL(`expected/${topic}.json`, folder), 'utf8')) as Record<string, Recording>
    test(`${topic}: every case has been recorded`, () => {
      expect(Object.keys(recordings)).toEqual(Object.keys(cases))
    })
    for (const [title, scenario] of Object.entries(cases)) {
      const { expected, ...lines } = recordings[title]
      test(`${topic}: ${title}`, async () => {
        const { reason: _, ...difference } = scenario.ours ?? { reason: '' }
        expect(await runCase(ours, kind, scenario)).toEqual({ ...expected, ...difference })
      })
      const ofThisLine = lines[`node${RUNNING_LINE}` as keyof typeof lines]
      test(`${topic}, Node itself: ${title}${ofThisLine ? ' (not as Node 26)' : ''}`, async () => {
        expect(await runCase(KINDS[kind].builtin, kind, scenario)).toEqual(ofThisLine ?? expected)
      })
    }
  }
}
