/**
 * The security report, for scripts/security-report.mjs: runs every case on ours and on the running node:http, each in a process of its own, since an
 * attack may stop a process.
 */
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
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

const MODULES: Record<'ours' | 'theirs', Modules> = { ours: { http: ours as unknown as typeof http, https: oursHttps as unknown as typeof https }, theirs: { http, https } }

/**
 * @param program - the path of this bundle, and `--case N` is added for a child process
 * @returns the exit code: 1 if an outcome of ours is not the expected one
 */
export async function main(program: string, args: string[]): Promise<number> {
  const rows: Row[] = []
  for (const [i, one] of CASES.entries()) {
    const [mine, theirs] = await Promise.all([inProcess(program, i, 'ours'), inProcess(program, i, 'theirs')])
    rows.push({ one, ours: mine, theirs })
    if (process.stderr.isTTY || (i + 1) % 20 === 0) process.stderr.write(`${i + 1} of ${CASES.length} cases\n`)
  }
  const failed = rows.filter(({ one, ours: mine }) => mine !== one.expected)
  if (args.includes('--markdown')) writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), tableOf(rows, process.version.slice(1))))
  else for (const { one, ours: mine, theirs } of rows) console.log(`${one.id}, ${one.side}: ${one.what}\n    ours       ${mine}\n    node:http  ${theirs === mine ? 'the same' : theirs}`)
  console.log(`\n${rows.length} cases; ours: ${rows.length - failed.length} as expected; node:http ${process.version}: ${rows.filter(({ one, theirs }) => theirs === one.expected).length}`)
  for (const { one, ours: mine } of failed) console.log(`NOT AS EXPECTED: ${one.id}, ${one.side}: ${one.what}\n    ours      ${mine}\n    expected  ${one.expected}`)
  return failed.length === 0 ? 0 : 1
}

/** Runs one case in this process, and prints its outcome as JSON. */
export async function runCase(which: 'ours' | 'theirs', i: number): Promise<never> {
  const text = await CASES[i]!.run(MODULES[which]).catch((error: Error) => `fails: ${error.message}`)
  process.stdout.write(JSON.stringify(text), () => process.exit(0))
  return new Promise(() => {})
}

function inProcess(program: string, i: number, which: 'ours' | 'theirs'): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--no-warnings', program, '--case', String(i), which], { stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE, killSignal: 'SIGKILL' })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('close', (code, signal) => {
      if (code === 0 && output !== '') resolve(JSON.parse(output) as string)
      else resolve(signal === 'SIGKILL' ? `no outcome in ${PATIENCE / 1000} s` : `the process ends: ${/^\w*Error.*$/m.exec(errors)?.[0] ?? `code ${code}`}`)
    })
  })
}
