/** The commands of the root: `--help` tells what they do and starts nothing, and a wrong option is an error of one line. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { COMMANDS, helpOf } from '../../../scripts/help.mjs'
import { ROOT } from './support/tarballs.js'

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

/** The commands that run `scripts/run.cjs`, with the argument that it gets. The others are tools with a help of their own. */
const OURS = Object.entries(scripts).flatMap(([name, line]) => (line.startsWith('node scripts/run.cjs ') ? [[name, line.slice('node scripts/run.cjs '.length)] as const] : []))

/** These give options that they do not know to another tool, or read them after the build. */
const OTHERS_READ_THEM = new Set(['help', 'test', 'test:long', 'audit', 'bench', 'reliability'])

/** Runs commands as `scripts/run.cjs` does, one after the other in one process: a process for each would take half a minute on a busy machine. */
const ONE_AFTER_THE_OTHER = `
const [, commands] = process.argv
let told
for (const stream of ['log', 'error']) console[stream] = (text) => (told[stream] += text)
const outcomes = []
const main = async () => {
  for (const [file, ...words] of JSON.parse(commands)) {
    told = { log: '', error: '' }
    process.exitCode = 0
    await require('./scripts/command.cjs')(file, words)
    outcomes.push({ code: process.exitCode, ...told })
  }
  process.exitCode = 0
  process.stdout.write(JSON.stringify({ outcomes, engineStrict: process.env.npm_config_engine_strict }))
}
main()
`

interface Outcome {
  code: number
  log: string
  error: string
}

/** Each with the arguments in front of which npm writes `--`. */
async function run(commands: readonly (readonly string[])[]): Promise<{ outcomes: Outcome[]; engineStrict?: string }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', ONE_AFTER_THE_OTHER, JSON.stringify(commands)], { cwd: ROOT, env: { ...process.env, npm_config_engine_strict: 'true' } })
  return JSON.parse(stdout) as { outcomes: Outcome[]; engineStrict?: string }
}

test('--help of every command tells what it does, how long it takes, and its options, and does nothing else', async () => {
  const { outcomes } = await run(OURS.map(([, file]) => [file, '--help']))
  const expected = OURS.map(async ([name]) => ({ code: 0, log: await helpOf(name), error: '' }))
  expect(outcomes).toEqual(await Promise.all(expected))
  expect(outcomes.map(({ log }) => log.split('\n').slice(0, 3))).toEqual(OURS.map(([name]) => [`npm run ${name}`, `  ${COMMANDS[name]!.does}`, `  takes: ${COMMANDS[name]!.takes}`]))
})

test('--help has the options that the command reads', async () => {
  expect(await helpOf('release:dry')).toContain('\n    --into DIR (keeps the tarballs there)')
  expect(await helpOf('ecosystem')).toMatch(/\n {4}--only NAME,… .*\n[^]*\n {4}--suite DIR /)
})

test('an option that a command does not have is an error of one line, before anything is built', async () => {
  const commands = OURS.filter(([name]) => !OTHERS_READ_THEM.has(name))
  const { outcomes } = await run(commands.map(([, file]) => [file, '--wrong']))
  const line = (name: string): unknown => expect.stringMatching(new RegExp(`^\nnpm run ${name}: Unknown option '--wrong'; .+$`))
  expect(outcomes).toEqual(commands.map(([name]) => ({ code: 1, log: '', error: line(name) })))
  expect(existsSync(join(ROOT, '--wrong'))).toBe(false)
})

test('arguments that are wrong in another way are errors of one line that says what is right', async () => {
  const cases = [
    ['help', ['tset'], "there is no command 'tset'; there are help, start, test, "],
    ['pack', ['a', 'b'], "'b' is one argument too many"],
    ['playground', ['folder'], 'a folder needs --build: npm run playground -- --build folder'],
    ['docs', ['--screenshots', 'folder'], '--screenshots needs --check'],
    ['ecosystem', ['--only', 'express5,nothing'], '--only takes express5, '],
    ['ecosystem', ['--jobs', '0'], "--jobs takes a whole number from 1, not '0'"],
    ['ecosystem', ['--json', 'no-folder/results.json'], '--json: there is no folder '],
  ] as const
  const { outcomes } = await run(cases.map(([name, words]) => [name, ...words]))
  expect(outcomes).toEqual(cases.map(([name, , message]) => ({ code: 1, log: '', error: expect.stringContaining(`\nnpm run ${name}: ${message}`) as unknown })))
})

test('libraries for a newer Node are installed by our commands too: npm gives them engine-strict of our .npmrc, which is for this workspace', async () => {
  expect((await run([['help']])).engineStrict).toBeUndefined()
})

describe('a proof that is run by its file', () => {
  const outcomeOf = async (file: string, ...words: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...words], { cwd: ROOT }).then((output) => ({ code: 0, ...output }), (error: unknown) => error as { code: number; stdout: string; stderr: string })
    return [code, stdout, stderr]
  }

  test.each([
    ['packages/parser/scripts/fuzz.mjs', '2OO', "fuzz.mjs: messages is a whole number, not '2OO'"],
    ['packages/compat-node-http/scripts/smuggling.mjs', '--recrod', "smuggling.mjs: Unknown option '--recrod'; options: --record, --deviations"],
    ['internal/integration/smoke/main.mjs', 'apps', "main.mjs: 'apps' is one argument too many; options: --apps"],
  ])('%s %s does not end as if it had found nothing', async (file, word, message) => {
    expect(await outcomeOf(file, word)).toEqual([2, '', `${message}; --help says more\n`])
  })

  test('prints with --help the comment at its top', async () => {
    expect(await outcomeOf('packages/parser/scripts/plain.mjs', '--help')).toEqual([0, expect.stringMatching(/^The long run of the test of plain messages: [^]*\n {4}node packages\/parser\/scripts\/plain\.mjs \[cases\] \[seed\]\n[^]*Build the packages first, for the generated sources\.\n$/), ''])
  })
})
