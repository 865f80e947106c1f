/** The diagrams of the documentation match the sources. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { documents, redraw } from '../../../scripts/draw-diagrams.mjs'

test('every diagram matches its table (`node scripts/draw-diagrams.mjs` draws them again)', async () => {
  let diagrams = 0
  for (const path of documents()) {
    const text = await readFile(path, 'utf8')
    diagrams += text.match(/<!-- states: /g)?.length ?? 0
    expect(await redraw(text), path).toBe(text)
  }
  expect(diagrams).toBeGreaterThan(0)
})

test('drawing replaces a block that differs from its table, and nothing else', async () => {
  const drawn = await redraw('before\n<!-- states: agent/src/pool/socket-state.ts -->\n```mermaid\nstateDiagram-v2\n  old\n```\nafter\n')
  expect(drawn).toMatch(/^before\n<!-- states: \S+ -->\n```mermaid\nstateDiagram-v2\n {2}\[\*\] --> active\n[^`]*```\nafter\n$/)
  expect(await redraw(drawn)).toBe(drawn)
})
