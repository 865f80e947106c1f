/**
 * A matrix of cases as tests: our module must do the same as Node 26. `npm run test:long` also tests the recordings: the running Node must
 * do the same, unless a difference of its line was recorded.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { KINDS, RUNNING_LINE, runCase, topicsOf, type Case, type Recording } from './cases.mjs'

/** Results that differ from those of the other runs of a matrix, by `TOPIC: TITLE`, with the reasons. */
export type Differences = Readonly<Record<string, NonNullable<Case['ours']>>>

/**
 * Makes the tests of the matrix in `folder`.
 *
 * @param ours - the module under test, with the members of `node:http` and `node:https` that the cases use
 * @param folder - the matrix, a file URL ending with `/`
 * @param differences - of this run
 */
export async function testMatrix(ours: object, folder: URL, differences: Differences = {}): Promise<void> {
  for (const { topic, kind, cases, recordings } of await recordedTopics(folder)) {
    test(`${topic}: every case has been recorded`, () => {
      expect(Object.keys(recordings)).toEqual(Object.keys(cases))
    })
    for (const [title, scenario] of Object.entries(cases)) {
      test(`${topic}: ${title}`, async () => {
        const { reason: _, ...difference }: Partial<NonNullable<Case['ours']>> = { ...scenario.ours, ...differences[`${topic}: ${title}`] }
        expect(await runCase(ours, kind, scenario)).toEqual({ ...recordings[title]!.expected, ...difference })
      })
    }
  }
}

/** Makes the tests of the recordings in `folder`, a file URL ending with `/`. */
export async function testRecordings(folder: URL): Promise<void> {
  for (const { topic, kind, cases, recordings } of await recordedTopics(folder)) {
    for (const [title, scenario] of Object.entries(cases)) {
      const { expected, ...lines } = recordings[title]!
      const ofThisLine = lines[`node${RUNNING_LINE}` as keyof typeof lines]
      test(`${topic}, Node itself: ${title}${ofThisLine ? ' (not as Node 26)' : ''}`, async () => {
        expect(await runCase(KINDS[kind].builtin, kind, scenario)).toEqual(ofThisLine ?? expected)
      })
    }
  }
}

async function recordedTopics(folder: URL) {
  const topics = await topicsOf(folder)
  return topics.map((topic) => ({ ...topic, recordings: JSON.parse(readFileSync(new URL(`expected/${topic.topic}.json`, folder), 'utf8')) as Record<string, Recording> }))
}
