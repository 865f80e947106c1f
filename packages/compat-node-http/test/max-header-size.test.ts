/** `--max-http-header-size`, in a separate process. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const register = new URL('../dist/register.js', import.meta.url).href

const PROGRAM = `
const http = require('node:http'), net = require('node:net')
const server = http.createServer((req, res) => res.end()).listen(0, '127.0.0.1', () => {
  const socket = net.connect(server.address().port, '127.0.0.1', () => socket.end('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'))
  socket.once('data', (data) => { console.log(http.maxHeaderSize, String(data).split('\\r\\n')[0]); process.exit() })
})`

it.each([
  ['0', '0 HTTP/1.1 431 Request Header Fields Too Large'],
  ['none', '0 HTTP/1.1 431 Request Header Fields Too Large'],
  ['3', '3 HTTP/1.1 431 Request Header Fields Too Large'],
  ['100', '100 HTTP/1.1 200 OK'],
])('--max-http-header-size=%s', async (size, expected) => {
  const { stdout } = await promisify(execFile)(process.execPath, [`--max-http-header-size=${size}`, '--import', register, '--input-type=commonjs', '-e', PROGRAM])
  expect(stdout).toBe(`${expected}\n`)
})
