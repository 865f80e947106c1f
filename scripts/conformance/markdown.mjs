/** Reports as docs/conformance.md: one table of numbers, one of failing tests with their reasons. */
import { readFileSync } from 'node:fs'
import { TITLES } from './columns.mjs'
import { GROUPS } from './groups.mjs'
import { nameOf } from './runtimes.mjs'
import { tally, verdict } from './summary.mjs'

/**
 * The reasons why tests fail with ours, by `folder/name`; those that are true on Bun or Deno only, by `Bun folder/name`. This file is written by hand. A failure without
 * a reason is shown as not looked into.
 */
const REASONS = JSON.parse(readFileSync(new URL('./reasons.json', import.meta.url), 'utf8'))

const HEAD = `# Conformance

This page shows how many of Node's own tests of http pass, unchanged, with the built-in module and with this package preloaded. It has the numbers
for each version of Node first, then every test that fails with the reason. Bun and Deno come last.

To run them, with any copy of Node's \`test\` folder (it is not part of this repository):

    npm run conformance -- --tests path/to/node/test --node path/to/node

- The package behaves as Node 26 on every version of Node. So it fails tests in which an older Node behaves differently.
- The built-in module fails some tests as well, because all tests are those of one release.
- A test that skips itself counts as passed in both columns. Empty cells were not run.
- On Bun and Deno, the preload is \`--preload\`. Deno gets those flags of a test that it passes to V8, and no others.

\`npm run conformance -- --from result.json … --markdown docs/conformance.md\` writes this page; the reasons are in
\`scripts/conformance/reasons.json\`.
`

export function markdown(reports) {
  const [nodes, others] = [reports.filter(isOfNode), reports.filter((report) => !isOfNode(report))]
  const parts = [HEAD, ...(nodes.length > 0 ? [numbers('Tests that pass', nodes)] : []), ...nodes.map(failures)]
  if (others.length > 0) parts.push(numbers('Bun and Deno: tests that pass', others), ...others.map(failures))
  return parts.join('\n')
}

function isOfNode({ node }) {
  return nameOf(node) !== node
}

/** Returns the reason why a test fails with ours; the titles of Bun and Deno begin with their names. */
function reasonOf(node, name) {
  return REASONS[`${node.split(' ')[0]} ${name}`] ?? REASONS[name] ?? 'not looked into'
}

function row(cells) {
  return `| ${cells.join(' | ')} |\n`
}

/** Returns a table with a row for each group and the columns of each Node. */
function numbers(title, reports) {
  const tallies = reports.map((report) => ({ report, rows: new Map(tally(report).rows.map(([name, ...counts]) => [name, counts])) }))
  const heads = tallies.flatMap(({ report }) => report.columns.map((column) => `${report.node} ${TITLES[column]}`))
  const lines = GROUPS.filter(({ name }) => tallies.some(({ rows }) => rows.has(name))).map(({ name }) => {
    const total = Math.max(...tallies.map(({ rows }) => rows.get(name)?.[0] ?? 0))
    return row([name, total, ...tallies.flatMap(({ report, rows }) => rows.get(name)?.slice(1) ?? report.columns.map(() => ''))])
  })
  return `## ${title}\n\n${row(['group', 'tests', ...heads])}${row(['---', '---:', ...heads.map(() => '---:')])}${lines.join('')}`
}

function failures(report) {
  const { node, columns } = report
  const { failing } = tally(report)
  if (failing.length === 0) return `## ${nameOf(node)}\n\nEvery test passes.\n`
  const isOursAmongThem = ({ results }) => results.ours === undefined || !results.ours.passed
  const lines = failing
    .filter(isOursAmongThem)
    .map(({ name, results }) => row([`\`${name}\``, ...columns.map((column) => verdict(results[column])), results.ours === undefined ? '' : reasonOf(node, name)]))
  const head = row(['test', ...columns.map((column) => TITLES[column]), 'why ours fails']) + row(['---', ...columns.map(() => '---'), '---'])
  return `## ${nameOf(node)}: tests that fail\n\n${lines.length > 0 ? head + lines.join('') : 'None with ours.\n'}${onlyElsewhere(failing.filter((test) => !isOursAmongThem(test)))}`
}

/** Returns the tests that pass with ours and fail with the built-in module. */
function onlyElsewhere(tests) {
  if (tests.length === 0) return ''
  return `\nPass with ours and fail with the built-in module: ${tests.map(({ name }) => `\`${name}\``).join(', ')}.\n`
}
