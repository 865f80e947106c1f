/** Express with an import of this package: it takes its classes from `node:http`, so `register` must come first. What docs/errors.md says of the other order is what happens. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from './support/sources.js'

const exec = promisify(execFile)

/** Prints the status of each reply, and the errors that no handler caught. */
const APP = `
process.on('uncaughtException', (error) => { console.log(error.message, 'at', error.stack.match(/(?<=at )\\w+\\.\\w+/)?.[0]); process.exit() })
console.error = (text) => console.log(String(text).split('\\n', 1)[0])
const app = express()
app.get('/json', (req, res) => res.json({ a: 1 }))
app.use('/sub', express.Router().get('/x', (req, res) => res.status(201).send(req.url)))
const server = http.createServer(app).listen(0, '127.0.0.1', async () => {
  for (const path of process.env.PATHS.split(' ')) {
    const response = await fetch('http://127.0.0.1:' + server.address().port + path)
    console.log(response.status, await response.text())
  }
  process.exit()
})`

async function run(imports: readonly string[], paths: string): Promise<string[]> {
  const program = `${imports.join('\n')}\n${APP}`
  const { stdout } = await exec(process.execPath, ['--input-type=module', '--eval', program], { cwd: `${ROOT}internal/integration`, env: { ...process.env, NODE_OPTIONS: '', PATHS: paths } })
  return stdout.trim().split('\n')
}

const OURS = "import http from '@layered-http/compat-node-http'"
const REGISTER = "import '@layered-http/compat-node-http/register'"

test.each(['express', 'express4'])('%s after the import of register', async (name) => {
  const [json, nested, missing] = await run([REGISTER, OURS, `import express from '${name}'`], '/json /sub/x /none')
  expect([json, nested, missing!.slice(0, 4)]).toEqual(['200 {"a":1}', '201 /x', '404 '])
})

test('without register, the first reply fails with the error that docs/errors.md names', async () => {
  const said = await run([OURS, "import express from 'express'"], '/json')
  expect(said.at(-1)).toBe('Cannot convert undefined or null to object at ServerResponse.removeHeader')
  expect(readFileSync(`${ROOT}docs/errors.md`, 'utf8')).toContain(said.at(-1))
})
