/** The README's tables of options match the code. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LAYERED_OPTIONS, OPTIONS, type OptionDoc } from '../src/options.js'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

function tableOf(options: Readonly<Record<string, OptionDoc>>): string {
  const rows = Object.entries(options).map(([name, { shown, meaning }]) => `| \`${name}\` | ${shown} | ${meaning} |`)
  return ['| option | default | meaning |', '| --- | --- | --- |', ...rows].join('\n')
}

test.each<[string, Readonly<Record<string, OptionDoc>>]>([
  ['OPTIONS', OPTIONS],
  ['LAYERED_OPTIONS', LAYERED_OPTIONS],
])('the table after the mark %s', (name, options) => {
  const mark = `<!-- options: ${name} -->\n`
  const [, rest] = README.split(mark)
  expect(rest?.split('\n\n')[0]).toBe(tableOf(options))
})
