/** docs/behaviours.md explains the ids in test titles: every id has one line, in its group, in order. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesIn, ROOT } from './support/sources.js'

const ID = /\b(?:P|H|SI|SO|SV|SR|CL|AG|M|X|T|O|E)-\d{2}\b/g

const page = readFileSync(`${ROOT}docs/behaviours.md`, 'utf8')
const rows = [...page.matchAll(/^\| <a id="([a-z]+-\d{2})"><\/a>(\S+) \| (.+) \|$/gm)].map(([, anchor, id, line]) => ({ anchor, id: id!, line: line! }))

test('every id in a test, a source or a page of documentation has a line', () => {
  const known = new Set(rows.map(({ id }) => id))
  const unknown = ['packages', 'internal', 'docs', 'scripts'].flatMap((folder) =>
    filesIn(folder, ['.ts', '.mjs', '.md']).flatMap((path) =>
      (readFileSync(`${ROOT}${path}`, 'utf8').match(ID) ?? []).filter((id) => !known.has(id)).map((id) => `${path}: ${id}`),
    ),
  )
  expect(unknown).toEqual([])
})

test('every id is listed once, with its anchor, in the group of its letters, in order', () => {
  const groups = [...page.matchAll(/^## .* \(([A-Z]+)\)\n\n\| id \| behaviour \|\n\| --- \| --- \|\n((?:\| .*\n)+)/gm)]
  expect(groups.length).toBeGreaterThan(0)
  const inGroups = groups.flatMap(([, letters, table]) => {
    const ids = [...table!.matchAll(/<\/a>(\S+) \|/g)].map(([, id]) => id!)
    expect(ids).toEqual([...new Set(ids)].sort())
    expect(ids.filter((id) => !id.startsWith(`${letters}-`))).toEqual([])
    return ids
  })
  expect(inGroups).toEqual(rows.map(({ id }) => id))
  for (const { anchor, id } of rows) expect(anchor).toBe(id.toLowerCase())
})

test('every line of the tables is a row of this form', () => {
  expect(page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| id ') && !line.startsWith('| --- ')).length).toBe(rows.length)
})
