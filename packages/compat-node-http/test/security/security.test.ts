/** Every case of the security report on ours. `npm run security-report` runs them on the running node:http as well. */
import type nodeHttp from 'node:http'
import type nodeHttps from 'node:https'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import ours from '@layered-http/compat-node-http'
import oursHttps from '@layered-http/compat-node-http/https'
import { CASES } from './cases.js'
import { beginningOf } from './table.js'

const modules = { http: ours as unknown as typeof nodeHttp, https: oursHttps as unknown as typeof nodeHttps }

describe.each(['server', 'client'] as const)('%s', (side) => {
  test.each(CASES.filter((one) => one.side === side))('$id: $what', async ({ run, expected }) => {
    expect(await run(modules)).toBe(expected)
  })
})

test('docs/security.md has a row for each case, with the expected outcome', () => {
  const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8')
  const rows = page.split('\n')
  expect(CASES.filter((one) => !rows.some((row) => row.startsWith(`${beginningOf(one)}\`${one.expected}\` |`))).map(beginningOf)).toEqual([])
})

test('every case has a name of its own', () => {
  const names = CASES.map(beginningOf)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
