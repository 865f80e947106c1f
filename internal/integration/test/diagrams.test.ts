/** The pictures of state machines in the documentation are those of the tables that the code runs. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { documents, redraw } from '../../../scripts/draw-states.mjs'

test('every diagram is what its table says; `node scripts/draw-states.mjs` draws them anew', async () => {
  let diagrams = 0
  for (const path of documents()) {
    const text = await readFile(path, 'utf8')
    diagrams += text.match(/<!-- states: /g)?.length ?? 0
    expect(await redraw(text), path).toBe(text)
  }
  expect(diagrams).toBeGreaterThan(0)
})

test('a block that differs from its table is drawn anew, and nothing else of the text', async () => {
  const drawn = await redraw('before\n<!-- states: agent/src/socket-state.ts -->\n```mermaid\nstateDiagram-v2\n  old\n```\nafter\n')
  expect(drawn).toMatch(/^before\n<!-- states: \S+ -->\n```mermaid\nstateDiagram-v2\n {2}\[\*\] --> active\n[^`]*```\nafter\n$/)
  expect(await redraw(drawn)).toBe(drawn)
})
