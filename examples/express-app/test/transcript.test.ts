/** `npm start` of the example: the transcript, errors in one line, and the end on Ctrl-C. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

/** Runs the example to its end. `whenServing` is called when the example prints its port. */
async function run(args: readonly string[], PORT: string, whenServing?: (port: number, app: ChildProcess) => void) {
  const app = spawn(process.execPath, ['main.mjs', ...args], { cwd: folder, env: { ...process.env, PORT } })
  let stdout = ''
  let stderr = ''
  app.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  app.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    const serving = /^Serving on http:\/\/127\.0\.0\.1:(\d+) .*\n/m.exec(stdout)
    if (serving !== null) whenServing?.(Number(serving[1]), app)
  })
  const [code, signal] = (await once(app, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout, stderr }
}

it('--once prints a transcript in which every step is OK, and ends with exit code 0', async () => {
  const { code, stdout, stderr } = await run(['--once'], '0')
  expect(stderr).toBe('')
  expect(stdout).not.toContain('WRONG')
  expect(stdout).toMatch(/All \d+ steps OK\./)
  expect(code).toBe(0)
})

// On Windows kill() ends a process without a signal: only a person can press Ctrl-C there.
it.runIf(process.platform !== 'win32')('Ctrl-C ends it without output and with exit code 0, also while a client keeps a connection open', async () => {
  const { code, signal, stdout, stderr } = await run([], '0', (port, app) => {
    const client = net.connect(port, '127.0.0.1')
    client.on('error', () => {}).on('end', () => client.destroy())
    // The body of this request is missing, so the connection is busy.
    client.write('PUT /upload HTTP/1.1\r\nHost: example\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n')
    client.once('data', () => app.kill('SIGINT'))
  })
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' })
  expect(stdout).toMatch(/Serving on .*\n$/)
})

it('a port in use is reported in one line, with exit code 1', async () => {
  const other = net.createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as net.AddressInfo
  const { code, stdout, stderr } = await run(['--once'], String(port))
  other.close()
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `Port ${port} is taken. Stop what listens there, or choose another port: PORT=3000 npm start\n` })
})

it.each(['web', '-1', '65536', '80.5'])('PORT=%s is refused in one line, with exit code 1', async (PORT) => {
  const { code, stdout, stderr } = await run(['--once'], PORT)
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `PORT is '${PORT}', but a port is a whole number from 0 to 65535.\n` })
})
