/**
 * Every case of the corpus on ours, most of them over connections in memory. The result must not depend on the cutting, and must be Node 26's and what RFC
 * 9112 asks, or differ for a reason of reasons.ts. The long run, scripts/smuggling.mjs, has sockets only.
 */
import type nodeHttp from 'node:http'
import { describe, expect, test } from 'vitest'
import ours from '@layered-http/compat-node-http'
import { COLUMNS } from './columns.js'
import { readExpected } from './expected.js'
import { findingsOf, unexplained, unused, type Finding } from './findings.js'
import { REQUESTS } from './requests.js'
import { RESPONSES } from './responses.js'
import { casesOf, runCases, type Transports } from './run.js'

const expected = readExpected(new URL('./expected.json', import.meta.url))

/** Number of cases in one test. */
const STEP = 250
/** Each case with an index that is a multiple of this is sent over a real socket. */
const SOCKET_STEP = 5

test('every case has a name of its own, and Node 26 is recorded for exactly these', () => {
  for (const [cases, recorded] of [[REQUESTS, expected.request], [RESPONSES, expected.response]] as const) {
    const names = cases.map(({ name }) => name)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    expect(Object.keys(recorded)).toEqual(names)
  }
  expect(expected.recordedOn).toMatch(/^v26\./)
})

describe.each(COLUMNS)('ours, $name', (column) => {
  const cases = casesOf(column.sides)
  const findings: Finding[] = []
  const transports = (i: number): Transports => ({ whole: i % SOCKET_STEP === 0 ? 'sockets' : 'memory', ...(column.isCut ? { bytes: 'memory' } : {}) })

  for (let from = 0; from < cases.length; from += STEP) {
    test(`cases ${from + 1} to ${Math.min(from + STEP, cases.length)} end where RFC 9112 and Node 26 say, or elsewhere for a known reason`, async () => {
      const results = await runCases({ module: ours as unknown as typeof nodeHttp, server: column.server as nodeHttp.ServerOptions, cases: cases.slice(from, from + STEP), transports })
      const found = findingsOf(results, expected)
      findings.push(...found)
      expect(unexplained(found, column).join('\n')).toBe('')
    })
  }

  test('every reason has a difference, in the tests before', () => {
    const from: Finding['from'][] = column.isCut ? ['cutting', 'node', 'rfc'] : ['node', 'rfc']
    expect(unused(findings, column, from).join('\n')).toBe('')
  })
})
