/**
 * A matrix is a folder: `cases/TOPIC.mjs` exports `kind` (one of {@link KINDS}) and `cases`, by title; `expected/TOPIC.json` is what
 * Node 26 did with them and, where they do it differently, the other lines (record.mjs). Plain JavaScript, so that any Node runs the
 * same files.
 */
import http from 'node:http'
import https from 'node:https'
import { readdirSync } from 'node:fs'
import { runClientCase } from './client-case.mjs'
import { runHttpsServerCase, runServerCase } from './server-case.mjs'

/** The line whose behaviour is the expectation. */
export const EXPECTED_LINE = 26

/** The line of the running Node. */
export const RUNNING_LINE = Number(process.versions.node.split('.')[0])

/** The kinds of cases: what runs one, and the module of Node's own that it runs on. */
export const KINDS = {
  server: { run: runServerCase, builtin: http },
  'https server': { run: runHttpsServerCase, builtin: { ...http, ...https } },
  client: { run: runClientCase, builtin: http },
}

/** What a case that hangs fails with, ms: far above what any needs. */
const LIMIT = 10_000

/** The topics of the matrix in `folder` (a file URL ending with `/`), each `{ topic, cases }`. */
export async function topicsOf(folder) {
  const topics = []
  for (const file of readdirSync(new URL('cases/', folder)).sort()) {
    if (!file.endsWith('.mjs')) continue
    const { kind, cases } = await import(new URL(`cases/${file}`, folder).href)
    topics.push({ topic: file.replace(/\.mjs$/, ''), kind, cases })
  }
  return topics
}

/** Runs one case on `http`, the module. What did not come to its end, or threw, has an `error` instead of a result. */
export async function runCase(http, kind, scenario) {
  let timer
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, LIMIT, { error: 'the case did not come to its end' })))
  try {
    return await Promise.race([KINDS[kind].run(http, scenario), limit])
  } catch (error) {
    return { error: String(error) }
  } finally {
    clearTimeout(timer)
  }
}
