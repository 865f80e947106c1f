/** The table of docs/security.md: its place in the page, and its text. */
import type { SecurityCase } from './case.js'

const BEGIN = '<!-- security report: npm run security-report -- --markdown -->\n'
const END = '<!-- end of the security report -->'

/** Returns `page` with `table` between the marker comments. Throws if they are not there. */
export function withTable(page: string, table: string): string {
  const from = page.indexOf(BEGIN)
  const to = page.indexOf(END)
  if (from === -1 || to < from) throw new Error(`docs/security.md has no ${BEGIN}…${END}`)
  return `${page.slice(0, from + BEGIN.length)}${table}${page.slice(to)}`
}

/** The outcomes of a case: ours, and that of each Node's own http. */
export interface Row {
  one: SecurityCase
  ours: string
  theirs: string
}

/** The beginning of a case's row. A name with underscores would be bold. */
export function beginningOf({ id, side, what }: SecurityCase): string {
  return `| ${id} | ${side} | ${what.replace(/__\w+__/, '`$&`')} | `
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``

export function tableOf(rows: Row[], node: string): string {
  const same = rows.filter(({ ours, theirs }) => ours === theirs).length
  const head = `On Node ${node}, \`node:http\` has the same outcome in ${same} of ${rows.length} cases. The last column has the others.\n\n| advisory | side | attack | outcome | node:http, if it differs |\n| --- | --- | --- | --- | --- |\n`
  return `${head}${rows.map(({ one, ours, theirs }) => `${beginningOf(one)}${code(ours)} | ${theirs === ours ? '' : code(theirs)} |\n`).join('')}`
}
