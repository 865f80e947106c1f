/** The tables of options in README.md and docs/agent.md match the code. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AGENT_DEFAULTS, LAYERED } from './options.js'

/** Returns the second cell of each table row in a page, by the names between backticks in the first cell. */
function rowsOf(page: string): Map<string, string> {
  // README.md has tables of other packages' options after its own.
  const [text] = readFileSync(new URL(page, import.meta.url), 'utf8').split('\n## Members\n') as [string]
  const rows = new Map<string, string>()
  for (const [, names, byDefault] of text.matchAll(/^\| (`[^|]+`) \| ([^|]*) \|/gm)) {
    for (const [, name] of names!.matchAll(/`(\w+)`/g)) rows.set(name!, byDefault!.trim())
  }
  return rows
}

const shown = (value: unknown): string => (typeof value === 'string' ? `\`'${value}'\`` : String(value))

describe('README.md', () => {
  const rows = rowsOf('../README.md')
  it.each(Object.entries(AGENT_DEFAULTS))('has the right default of %s', (name, value) => {
    const [written] = (rows.get(name) ?? '').split(' ms')
    expect(written).toBe(shown(value))
  })
  it.each(Object.entries(LAYERED))('has the right default of layered.%s', (name, row) => {
    const [written] = (rows.get(name) ?? '').split(/ ms|:/)
    expect(written).toBe(shown(row.byDefault))
  })
})

describe('docs/agent.md', () => {
  const rows = rowsOf('../../../docs/agent.md')
  it.each(Object.entries(LAYERED))('has the right default of layered.%s', (name, row) => {
    const [written] = (rows.get(name) ?? '').split(/ ms|:/)
    expect(written).toBe(shown(row.byDefault))
  })
})
