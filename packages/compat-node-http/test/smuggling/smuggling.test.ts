/**
 * Every case of the corpus on ours: whole over a real socket, and byte by byte over a connection in memory. The result must not depend on the cutting,
 * and must be Node 26's and what RFC 9112 asks, or differ for a reason of reasons.ts. The long run is scripts/smuggling.mjs.
 */
import type nodeHttp from 'node:http'
import { describe, expect, test } from 'vitest'
import ours from '@layered-http/compat-node-http'
import { COLUMNS } from './columns.js'
import { readExpected } from './expected.js'
import { findingsOf, unexplained } from './findings.js'
import { REQUESTS } from './requests.js'
import { RESPONSES } from './responses.js'
import { PARTLY_IN_MEMORY, runCorpus } from './run.js'

const expected = readExpected(new URL('./expected.json', import.meta.url))

describe('the corpus', () => {
  test('every case has a name of its own, and Node 26 is recorded for exactly these', () => {
    for (const [cases, recorded] of [[REQUESTS, expected.request], [RESPONSES, expected.response]] as const) {
      const names = cases.map(({ name }) => name)
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
      expect(Object.keys(recorded)).toEqual(names)
    }
    expect(expected.recordedOn).toMatch(/^v26\./)
  })
})

describe.each(COLUMNS)('ours, $name', (column) => {
  test('a case ends where RFC 9112 and Node 26 say, in every cutting, or differs for a known reason', async () => {
    const results = await runCorpus({ module: ours as unknown as typeof nodeHttp, server: column.server as nodeHttp.ServerOptions, sides: column.sides, transports: PARTLY_IN_MEMORY })
    expect(unexplained(findingsOf(results, expected), column).join('\n')).toBe('')
  })
})
