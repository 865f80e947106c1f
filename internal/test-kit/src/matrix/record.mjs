/**
 * Records a matrix on node:http or node:https of the running Node: `node record.mjs FOLDER [TOPIC …]`. Run it on Node 26 first, whose behaviour
 * is the expected one, then on each other supported line: only its differences from Node 26 are kept.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { EXPECTED_LINE, KINDS, RUNNING_LINE, runCase, topicsOf } from './cases.mjs'

const [path, ...wanted] = process.argv.slice(2)
const folder = pathToFileURL(`${resolve(path)}/`)
mkdirSync(new URL('expected/', folder), { recursive: true })
for (const { topic, kind, cases } of await topicsOf(folder)) {
  if (wanted.length > 0 && !wanted.includes(topic)) continue
  const file = new URL(`expected/${topic}.json`, folder)
  const isExpectation = RUNNING_LINE === EXPECTED_LINE
  const before = isExpectation ? {} : JSON.parse(readFileSync(file, 'utf8'))
  const recorded = {}
  for (const [title, scenario] of Object.entries(cases)) {
    process.stderr.write(`${topic}: ${title}\n`)
    const result = await runCase(KINDS[kind].builtin, kind, scenario)
    const entry = (recorded[title] = { ...before[title] })
    if (isExpectation) entry.expected = result
    delete entry[`node${RUNNING_LINE}`]
    if (!isExpectation && !isDeepStrictEqual(result, entry.expected)) entry[`node${RUNNING_LINE}`] = result
  }
  writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`)
}
// A socket that a case left open must not keep the process alive.
process.exit(0)
