/** The README's table of options matches the code. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { MessageType, Parser, type ParserOptions } from './tape.js'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the README lists each option with its default', () => {
  const rows = [...README.matchAll(/^\| `(\w+)` \| `?(.*?)`? \|/gm)].map(([, name, value]) => [name!, value!] as const)
  const parser = new Parser(MessageType.REQUEST)
  const { maxHeaderSize, maxHeadersCount, maxChunkExtensionsSize, relaxedHeaderValues } = parser
  const defaults = { maxHeaderSize, maxHeadersCount, maxChunkExtensionsSize, lenient: [], relaxedHeaderValues, strict: false } satisfies Required<ParserOptions>
  expect(parser.lenient).toBe(0)
  expect(rows).toEqual(Object.entries(defaults).map(([name, value]) => [name, Array.isArray(value) ? '[]' : String(value)]))
  // And the code has no other options.
  expect(() => new Parser(MessageType.REQUEST, { '': 1 } as ParserOptions)).toThrow(`is not one of a parser's options: ${Object.keys(defaults).join(', ')}.`)
})
