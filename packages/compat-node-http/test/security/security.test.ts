/** Every case of the security report on ours. `npm run security-report` runs them on the running node:http as well. */
import nodeHttp from 'node:http'
import type nodeHttps from 'node:https'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import ours from '@layered-http/compat-node-http'
import oursHttps from '@layered-http/compat-node-http/https'
import { CASES } from './cases.js'
import { withTable } from './table.js'

const modules = { http: ours as unknown as typeof nodeHttp, https: oursHttps as unknown as typeof nodeHttps }

describe.each(['server', 'client'] as const)('%s', (side) => {
  test.each(CASES.filter((one) => one.side === side))('$id: $what', async ({ run, expected }) => {
    expect(await run(modules)).toBe(expected)
  })
})

test('the table of docs/security.md has the cases of the list', () => {
  const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| '))
  for (const { id, side, what, expected } of CASES) expect(rows.some((row) => row.startsWith(`| ${id} | ${side} | ${what} | `) && row.includes(expected)), `${id}: ${what}`).toBe(true)
  expect(withTable(page, 'kept')).toContain('kept')
})
