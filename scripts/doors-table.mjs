/** The table "doors" of a page: which ways into a package work in which runtime. Scripts measure it and write it between two comments. */
import { readFileSync, writeFileSync } from 'node:fs'

const START = '<!-- doors -->\n'
const END = '<!-- end of doors -->'

/** Returns a table in Markdown. The first of `rows` is its head. */
export function doorsTable([head, ...rows]) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

/** Replaces the table of a page. */
export function writeDoorsTable(page, table) {
  const text = readFileSync(page, 'utf8')
  writeFileSync(page, text.slice(0, text.indexOf(START) + START.length) + table + text.slice(text.indexOf(END)))
}
