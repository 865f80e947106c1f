/** docs/errors.md has every error code that the packages create. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesIn, ROOT } from './support/sources.js'

/** Codes that the packages compare with those of Node's errors, but never put on an error. */
const ONLY_READ = new Set(['ERR_STREAM_PREMATURE_CLOSE'])

test('every code in a source has an entry', () => {
  const page = readFileSync(`${ROOT}docs/errors.md`, 'utf8')
  const sources = ['packages', 'internal/shared'].flatMap((folder) => filesIn(folder, ['.ts'])).filter((path) => path.includes('/src/') && !/\.test\.ts$|\.generated\.ts$/.test(path))
  const codes = new Set(sources.flatMap((path) => readFileSync(`${ROOT}${path}`, 'utf8').match(/(?<=')ERR_[A-Z0-9_]+(?=')/g) ?? []))
  expect(codes.size).toBeGreaterThan(20)
  expect([...codes].filter((code) => !ONLY_READ.has(code) && !new RegExp(`^### .*\\b${code}\\b`, 'm').test(page))).toEqual([])
})

test('every entry has a cause and a cure', () => {
  const page = readFileSync(`${ROOT}docs/errors.md`, 'utf8')
  const entries = [...page.matchAll(/^### (.+)\n([^]*?)(?=^##|$(?![^]))/gm)].map(([, title, text]) => ({ title, text: text!.trim() }))
  expect(entries.length).toBeGreaterThan(40)
  // The first sentence, or the quoted message with its explanation, is the cause.
  expect(entries.filter(({ text }) => text.split(/[.:;](?:\s|$)/).filter((part) => part.trim() !== '').length < 2).map(({ title }) => title)).toEqual([])
})
