/** The preload that writes an HTTP Archive, as a user starts it: when the file is written, where, and what ends the process. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Har } from '@layered-http/compat-node-http/har-recorder'

const APP = fileURLToPath(new URL('./fixture/app.mjs', import.meta.url))
const HAR = new URL('../../dist/har.js', import.meta.url).href
/** Signals end a process on Windows without any of its code. */
const hasSignals = process.platform !== 'win32'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layered-http-har-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Running {
  child: ChildProcess
  stderr: () => string
  ended: Promise<unknown[]>
}

function start(how: string, env: Record<string, string> = {}): Running {
  const child = fork(APP, [how], { cwd: folder, execArgv: ['--import', HAR], env: { ...process.env, NODE_OPTIONS: '', ...env }, silent: true })
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return { child, stderr: () => stderr, ended: once(child, 'close') }
}

const files = (): string[] => readdirSync(folder).sort()
const read = (file: string): Har => JSON.parse(readFileSync(join(folder, file), 'utf8'))
const pathsOf = ({ log }: Har): string[] => log.entries.map(({ request, pageref }) => `${pageref} ${new URL(request.url).pathname}`).sort()
const BOTH_SIDES = ['received /from-app', 'sent /from-app']

test.each([
  ['end', 0],
  ['exit', 3],
  ['throw', 1],
])('the archive is written when a program ends by %s', async (how, code) => {
  const { child, ended } = start(how)
  expect((await ended)[0]).toBe(code)
  const file = `http-${child.pid}-0.har`
  expect(files()).toEqual([file])
  expect(pathsOf(read(file))).toEqual(BOTH_SIDES)
  expect(readFileSync(join(folder, file), 'utf8')).not.toContain('id=secret')
  if (hasSignals) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
})

test.runIf(hasSignals)('SIGTERM ends the process as without the preload, after the archive was written', async () => {
  const { child, ended } = start('wait')
  await once(child, 'message')
  child.kill('SIGTERM')
  expect(await ended).toEqual([null, 'SIGTERM'])
  expect(pathsOf(read(files()[0]!))).toEqual(BOTH_SIDES)
})

test.runIf(hasSignals)("a program's own listener for SIGTERM decides how it ends", async () => {
  const { child, ended } = start('listen')
  await once(child, 'message')
  child.kill('SIGTERM')
  expect(await ended).toEqual([4, null])
  expect(files()).toHaveLength(1)
})

test.runIf(hasSignals)('SIGUSR2 writes what there is, and the program goes on', async () => {
  const { child, ended } = start('wait', { LAYERED_HTTP_HAR: 'now-{pid}.har' })
  await once(child, 'message')
  child.kill('SIGUSR2')
  while (!files().includes(`now-${child.pid}.har`)) await new Promise(setImmediate)
  expect(pathsOf(read(`now-${child.pid}.har`))).toEqual(BOTH_SIDES)
  expect([child.exitCode, child.signalCode]).toEqual([null, null])
  child.kill('SIGKILL')
  await ended
})

test('a worker thread has an archive of its own', async () => {
  const { child, ended } = start('worker')
  await ended
  expect(files()).toEqual([`http-${child.pid}-0.har`, `http-${child.pid}-1.har`])
  for (const file of files()) expect(pathsOf(read(file))).toEqual(BOTH_SIDES)
})

test('variables: bodies, secrets, the number of exchanges', async () => {
  const { ended } = start('end', { LAYERED_HTTP_HAR: 'all.har', LAYERED_HTTP_HAR_BODIES: '3', LAYERED_HTTP_HAR_SECRETS: '1', LAYERED_HTTP_HAR_ENTRIES: '1' })
  await ended
  const { entries, comment } = read('all.har').log
  expect(entries).toHaveLength(1)
  expect(comment).toBe('1 older exchanges were dropped')
  expect(entries[0]!.response).toMatchObject({ cookies: [{ name: 'id', value: 'secret' }], content: { size: 5, comment: 'the first 3 of 5 bytes' } })
})

test.each([
  ['LAYERED_HTTP_HAR_BODIES', 'many', 'must be a whole number'],
  ['LAYERED_HTTP_HAR_SECRETS', 'yes', 'must be 0 or 1'],
  ['LAYERED_HTTP_HAR_SIGNAL', 'USR2', 'must be the name of a signal, or none'],
  ['LAYERED_HTTP_HAR_SIGNAL', 'SIGKILL', 'must be a signal that a program can listen to'],
  ['LAYERED_HTTP_HAR_ENTRIES', '0', 'must be at least 1'],
  ['LAYERED_HTTP_HAR_BODYS', '1', 'is not a variable of the HTTP archive; they are: LAYERED_HTTP_HAR, LAYERED_HTTP_HAR_BODIES, LAYERED_HTTP_HAR_TOTAL, LAYERED_HTTP_HAR_ENTRIES, LAYERED_HTTP_HAR_SECRETS, LAYERED_HTTP_HAR_SIGNAL'],
])('%s=%s is an error at the start', async (name, value, reason) => {
  const { stderr, ended } = start('end', { [name]: value })
  expect((await ended)[0]).toBe(1)
  expect(stderr()).toContain(`'${name}' ${reason}. Received '${value}'`)
})

test('an archive that cannot be written is a line on stderr, and the exit code stays', async () => {
  const { stderr, ended } = start('exit', { LAYERED_HTTP_HAR: join(folder, 'missing', 'x.har') })
  expect((await ended)[0]).toBe(3)
  expect(stderr()).toMatch(/^The HTTP archive cannot be written as it is now\. Error: ENOENT.*\nThe HTTP archive was not written\. Error: ENOENT/)
})
