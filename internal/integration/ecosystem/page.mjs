/** `docs/ecosystem.md`, from the results. */
import { fileURLToPath } from 'node:url'
import { LINES, ROWS, runsOn, SECTIONS } from './matrix.mjs'

export const PAGE = fileURLToPath(new URL('../../../docs/ecosystem.md', import.meta.url))

/** The columns of the tables. */
const COLUMNS = [['builtin', 'http'], ['ours', 'http'], ['builtin', 'https'], ['ours', 'https']]

/** Returns the text of the page. `results` is what results.json has. */
export function page(results) {
  const nodes = LINES.filter((line) => results.nodes[line] !== undefined)
  const all = SECTIONS.flatMap(({ rows }) => Object.entries(rows)).filter(([name]) => results.rows[name] !== undefined)
  const totals = COLUMNS.map(([column, protocol]) => sum(all, results, column, protocol))
  const parts = [
    HEAD(nodes.map((line) => results.nodes[line].slice(1)).join(', ')),
    `| | ${COLUMNS.map(title).join(' | ')} |\n| --- | --- | --- | --- | --- |\n| checks that pass | ${totals.map(({ passed }) => passed.toLocaleString('en-US')).join(' | ')} |\n| checks that fail | ${totals.map(({ failed }) => failed).join(' | ')} |`,
  ]
  for (const { title: heading, rows } of SECTIONS) {
    const own = Object.entries(rows).filter(([name]) => results.rows[name] !== undefined)
    parts.push(`## ${heading}`, [`| library | version | what is exercised | ${COLUMNS.map(title).join(' | ')} | on Node |`, `| --- | --- | --- | ${COLUMNS.map(() => '---').join(' | ')} | --- |`, ...own.map(([name, row]) => line(name, row, results.rows[name], nodes))].join('\n'))
  }
  const notes = all.flatMap(([name, row]) => notesOf(name, row, results.rows[name], nodes))
  parts.push('## Differences and failures', notes.length === 0 ? 'None: each check passes in both columns, on each line of Node on which its library runs.' : notes.join('\n'))
  if (results.runtimes !== undefined) parts.push(runtimes(results.runtimes))
  parts.push(TAIL)
  return `${parts.join('\n\n')}\n`
}

const HEAD = (versions) => `# Libraries on this package

Does your framework, your client or your tracer work? This page lists libraries with the versions that were run. Each has one program, which makes real requests over sockets. The same program runs twice: on
the built-in \`node:http\` and \`node:https\`, and with the preload (\`--import @layered-http/compat-node-http/register\`). It also proves whose messages its requests were.

Run on Node ${versions}. A cell is the number of checks that pass. \`npm run ecosystem\` runs it and writes \`internal/integration/ecosystem/results.json\`; with \`-- --markdown\` it writes this page.
Where the headers of a response, error codes or attributes of spans can differ, they are compared between both columns on Node 26.

Other projects' own tests are run by \`npm run ecosystem -- --suite DIR --project NAME\`: [compatibility.md](compatibility.md#suites-of-other-projects).`

const TAIL = `## To add a library

1. Add it to \`internal/integration/ecosystem/package.json\` with an exact version, and run \`npm install --ignore-scripts --legacy-peer-deps\` there.
2. Write \`scenarios/NAME.mjs\`: it exports \`run(context)\`. \`lib/context.mjs\` has what a context offers; \`lib/app.mjs\` has requests for any web framework, \`lib/target.mjs\` for any client.
3. Add its row to \`matrix.mjs\`.
4. \`npm run ecosystem -- --only NAME --markdown\``

/** The scenarios on Bun and Deno: the runtime's own http, ours by preload, ours by an import of `register`. */
function runtimes(found) {
  const ways = ['builtin', 'preload', 'imported']
  const lines = Object.entries(found).flatMap(([runtime, { version, rows }]) => Object.entries(rows).map(([name, runs]) => `| ${nameOf(name, ROWS[name])} | ${runtime} ${version} | ${ways.map((way) => ['http', 'https'].map((protocol) => cellOf(runs[way][protocol])).join(' + ')).join(' | ')} |`))
  const failures = Object.entries(found).flatMap(([runtime, { rows }]) => Object.entries(rows).flatMap(([name, runs]) => ways.flatMap((way) => ['http', 'https', 'column'].flatMap((protocol) => (runs[way][protocol]?.failed ?? []).map((text) => `- ${runtime}, ${nameOf(name, ROWS[name])}, ${WAYS[way]}, ${protocol}: \`${text.split('\n')[0].slice(0, 120).replaceAll('`', "'")}\``)))))
  return [`## Bun and Deno

Checks over http + https, by \`npm run ecosystem -- --runtimes\`. The packages are for Node; this says what works elsewhere.

| library | runtime | its own http | ${WAYS.preload} | ${WAYS.imported} |
| --- | --- | --- | --- | --- |`, ...lines, ...(failures.length > 0 ? ['', 'What fails:', '', ...failures] : [])].join('\n')
}

const WAYS = { builtin: 'its own http', preload: 'ours, `--preload`', imported: 'ours, `import` of `register`' }

const cellOf = ({ passed, failed }) => (failed.length === 0 ? String(passed) : `${passed}, ${failed.length} fail`)

function title([column, protocol]) {
  return `${column === 'builtin' ? 'built-in' : 'ours'}, ${protocol}`
}

function nameOf(name, { library, title: own }) {
  return own ?? [library].flat()[0]
}

function line(name, row, { versions, nodes: cells }, nodes) {
  const own = nodes.filter((node) => cells[node] !== undefined)
  const value = ([column, protocol]) => {
    const found = own.map((node) => cells[node][column][protocol])
    if (found.every((cell) => cell === undefined)) return '–'
    const texts = found.map(cellOf)
    return new Set(texts).size === 1 ? texts[0] : texts.map((text, i) => `${text} (${own[i]})`).join('; ')
  }
  const where = own.length === nodes.length ? 'all' : `${own.join(', ')}: ${row.nodes?.why ?? 'not run on the others'}`
  return `| ${nameOf(name, row)} | ${Object.values(versions)[0]} | ${row.exercises} | ${COLUMNS.map(value).join(' | ')} | ${where} |`
}

/** Returns a line for each check that fails, with the reason if the table of rows has one. */
function notesOf(name, row, { nodes: cells }, nodes) {
  const notes = new Map()
  for (const node of nodes) {
    for (const [column, protocols] of Object.entries(cells[node] ?? {})) {
      for (const [protocol, { failed }] of Object.entries(protocols)) {
        for (const text of failed) {
          const key = `${column}, ${text.split('\n')[0]}`
          if (!notes.has(key)) notes.set(key, { column, protocol, text, nodes: new Set() })
          notes.get(key).nodes.add(node)
        }
      }
    }
  }
  return [...notes.values()].map(({ column, protocol, text, nodes: on }) => {
    const check = text.split(': ')[0]
    return `- **${nameOf(name, row)}**, ${title([column, protocol])}, Node ${[...on].join(', ')}: \`${check}\`. ${row.reasons?.[check] ?? 'No reason is known.'}`
  })
}

function sum(rows, results, column, protocol) {
  const found = rows.flatMap(([name]) => Object.values(results.rows[name].nodes).map((cell) => cell[column][protocol])).filter(Boolean)
  return { passed: found.reduce((total, { passed }) => total + passed, 0), failed: found.reduce((total, { failed }) => total + failed.length, 0) }
}

/** True if the results have each cell that the matrix asks for. */
export function isComplete(results) {
  return SECTIONS.every(({ rows }) => Object.entries(rows).every(([name, row]) => LINES.every((node) => !runsOn(row, node) || results.rows[name]?.nodes[node] !== undefined)))
}
