/** The security report, for scripts/security-report.mjs: runs every case on ours and on the running node:http, in child processes, since an attack may end one. */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import ours from '@layered-http/compat-node-http'
import oursHttps from '@layered-http/compat-node-http/https'
import type { Modules } from './case.js'
import { CASES } from './cases.js'
import { tableOf, withTable, type Row } from './table.js'

/** The script runs a bundle in a folder of the package. */
const PAGE = fileURLToPath(new URL('../../../docs/security.md', import.meta.url))
/** Milliseconds for one case. The longest waits for a timeout of a tenth of a second. */
const PATIENCE = 20_000
const PROGRESS_STEP = 20

const MODULES: Record<'ours' | 'theirs', Modules> = { ours: { http: ours as unknown as typeof http, https: oursHttps as unknown as typeof https }, theirs: { http, https } }

/**
 * @param program - runs {@link runCases} with its arguments
 * @returns the exit code: 1 if an outcome of ours is not the expected one
 */
export async function main(program: string, args: string[]): Promise<number> {
  const [mine, theirs] = await Promise.all([outcomes(program, 'ours'), outcomes(program, 'theirs')])
  const rows: Row[] = CASES.map((one, i) => ({ one, ours: mine[i]!, theirs: theirs[i]! }))
  const failed = rows.filter(({ one, ours: outcome }) => outcome !== one.expected)
  if (args.includes('--markdown')) writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), tableOf(rows, process.version.slice(1))))
  else for (const row of rows) console.log(`${row.one.id}, ${row.one.side}: ${row.one.what}\n    ours       ${row.ours}\n    node:http  ${row.theirs === row.ours ? 'the same' : row.theirs}`)
  console.log(`\n${rows.length} cases; ours: ${rows.length - failed.length} as expected; node:http ${process.version}: ${rows.filter((row) => row.theirs === row.one.expected).length}`)
  for (const row of failed) console.log(`NOT AS EXPECTED: ${row.one.id}, ${row.one.side}: ${row.one.what}\n    ours      ${row.ours}\n    expected  ${row.one.expected}`)
  return failed.length === 0 ? 0 : 1
}

/** In a child process: runs the cases from `first` on, and prints the outcome of each as a line of JSON. */
export async function runCases(which: 'ours' | 'theirs', first: number): Promise<never> {
  for (const one of CASES.slice(first)) {
    const outcome = await one.run(MODULES[which]).catch((error: Error) => `fails: ${error.message}`)
    await new Promise<void>((resolve) => process.stdout.write(`${JSON.stringify(outcome)}\n`, () => resolve()))
  }
  return process.exit(0)
}

/** Runs all cases on one implementation. After a case that ends the process, or has no outcome in time, another process runs the next ones. */
async function outcomes(program: string, which: 'ours' | 'theirs'): Promise<string[]> {
  const found: string[] = []
  while (found.length < CASES.length) await inOneProcess(program, which, found)
  return found
}

function inOneProcess(program: string, which: 'ours' | 'theirs', found: string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--no-warnings', program, which, String(found.length)], { stdio: ['ignore', 'pipe', 'pipe'] })
    let errors = ''
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    createInterface({ input: child.stdout }).on('line', (line) => {
      found.push(JSON.parse(line) as string)
      patience.refresh()
      if (found.length % PROGRESS_STEP === 0) process.stderr.write(`${which}: ${found.length} of ${CASES.length} cases\n`)
    })
    child.on('close', (code, signal) => {
      clearTimeout(patience)
      if (found.length < CASES.length) found.push(signal === 'SIGKILL' ? `no outcome in ${PATIENCE / 1000} s` : `the process ends: ${/^\w*Error.*$/m.exec(errors)?.[0] ?? `code ${code}`}`)
      resolve()
    })
  })
}
