/** What an earlier build has left in `dist`. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeStaleChunks } from '../../../scripts/stale-chunks.mjs'

let dist: string
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'dist-'))
  mkdirSync(join(dist, 'chunks'))
})
afterEach(() => {
  rmSync(dist, { recursive: true })
})

const write = (files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dist, name), text)
}

test('chunks that entries reach stay, also by other chunks and by import(), with their maps; others go', () => {
  write({
    'index.js': 'import {\n  a\n} from "./chunks/chunk-A.js"\nexport const later = () => import("./chunks/chunk-LATER.js")\n',
    'chunks/chunk-A.js': 'export * from "./chunk-B.js"\n',
    'chunks/chunk-A.js.map': '{}',
    'chunks/chunk-B.js': 'import "../index.js"\n',
    'chunks/chunk-LATER.js': '',
    'chunks/chunk-OLD.js': 'import "./chunk-A.js"\n',
    'chunks/chunk-OLD.js.map': '{}',
  })
  removeStaleChunks(dist)
  expect(readdirSync(join(dist, 'chunks')).sort()).toEqual(['chunk-A.js', 'chunk-A.js.map', 'chunk-B.js', 'chunk-LATER.js'])
})

test('the folder goes with its last chunk', () => {
  write({ 'index.js': '', 'chunks/chunk-OLD.js': '' })
  removeStaleChunks(dist)
  expect(readdirSync(dist)).toEqual(['index.js'])
  removeStaleChunks(dist)
})
