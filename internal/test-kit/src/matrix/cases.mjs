/**
 * A matrix is a folder: `cases/TOPIC.mjs` exports `kind` (one of {@link KINDS}) and `cases`, by title; `expected/TOPIC.json` has the
 * results that record.mjs recorded: those of Node 26, and those of other lines where they differ. Plain JavaScript, so that any Node
 * runs the same files.
 */
import http from 'node:http'
import https from 'node:https'
import { readdirSync } from 'node:fs'
import { runClientCase } from './client-case.mjs'
import { runHttpsServerCase, runServerCase } from './server-case.mjs'

/** The line whose behaviour is the expected one. */
export const EXPECTED_LINE = 26

/** The line of the running Node. */
export const RUNNING_LINE = Number(process.versions.node.split('.')[0])

/** The kinds of cases: the function that runs a case, and Node's own module for it. */
export const KINDS = {
  server: { run: runServerCase, builtin: http },
  'https server': { run: runHttpsServerCase, builtin: { ...http, ...https } },
  client: { run: runClientCase, builtin: http },
}

/** Milliseconds after which a case that hangs fails: far more than any case needs. */
const LIMIT = 10_000

/** Returns the topics of the matrix in `folder` (a file URL ending with `/`), each `{ topic, kind, cases }`. */
export async function topicsOf(folder) {
  const topics = []
  for (const file of readdirSync(new URL('cases/', folder)).sort()) {
    if (!file.endsWith('.mjs')) continue
    const { kind, cases } = await import(new URL(`cases/${file}`, folder).href)
    topics.push({ topic: file.replace(/\.mjs$/, ''), kind, cases })
  }
  return topics
}

/** Runs one case on the module `http`. For a case that hangs or throws, the result is `{ error }`. */
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
