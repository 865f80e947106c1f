/**
 * Express sends the same bytes on layered-http as on Node's own http.
 *
 * One app (corners.mjs) runs twice, on Node's http and with the preload. Both get the same bytes on a socket, and their replies are compared as bytes.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))
const apps: ChildProcess[] = []
let nodes: number
let ours: number

beforeAll(async () => {
  ;[nodes, ours] = await Promise.all([start('node', []), start('layered-http', ['--import', '@layered-http/compat-node-http/register'])])
})

afterAll(() => {
  for (const app of apps) app.kill()
})

/** Starts the app and returns its port. `whose`: the http that must serve it. */
async function start(whose: string, flags: readonly string[]): Promise<number> {
  const app = spawn(process.execPath, [...flags, 'corners.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, NODE_ENV: 'test' } })
  apps.push(app)
  const [line] = (await once(app.stdout, 'data')) as [Buffer]
  const [port, served] = String(line).trim().split(' ')
  expect(served).toBe(whose)
  return Number(port)
}

/** Sends bytes and returns everything received until the server closes the connection, with a fixed Date. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1')
  socket.write(bytes, 'latin1')
  const reply = Buffer.concat(await socket.toArray()).toString('latin1')
  return reply.replace(/^Date: .*$/gm, 'Date: (now)')
}

/** Returns a request with `Connection: close`. */
function request(line: string, headers: readonly string[] = [], body = ''): string {
  return [`${line} HTTP/1.1`, 'Host: example.test', 'Connection: close', ...headers, '', body].join('\r\n')
}

function post(path: string, type: string, body: string): string {
  return request(`POST ${path}`, [`Content-Type: ${type}`, `Content-Length: ${body.length}`], body)
}

const megabyte = JSON.stringify({ text: 'x'.repeat(1024 * 1024) })

const requests: Record<string, string> = {
  'res.json': request('GET /json'),
  'HEAD of res.json': request('HEAD /json'),
  'OPTIONS': request('OPTIONS /json'),
  'the Express 404': request('GET /nowhere'),
  'a 404 for HEAD': request('HEAD /nowhere'),
  'express.json': post('/json', 'application/json', '{"a":1,"b":"two"}'),
  'express.json with a body of 1 MB': post('/json', 'application/json', megabyte),
  'express.urlencoded with a body over its limit of 100 KB': post('/form', 'application/x-www-form-urlencoded', `a=${'x'.repeat(150 * 1024)}`),
  'express.json with a chunked body': request(
    'POST /json',
    ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
    '8\r\n{"a":1,"\r\n8;x=y\r\nb":"two"\r\n1\r\n}\r\n0\r\nX-Trailer: t\r\n\r\n',
  ),
  'express.json with bad JSON': post('/json', 'application/json', '{"a":'),
  'express.json without a body': request('POST /json'),
  'express.urlencoded': post('/form', 'application/x-www-form-urlencoded', 'a=1&b=two+words&c=%C3%BC'),
  'express.text': post('/text', 'text/plain', 'shout'),
  'express.raw': post('/raw', 'application/octet-stream', '\x00\x01\xfe\xff'),
  'a body that is not read': post('/ignored', 'text/plain', 'x'.repeat(1000)),
  'express.static': request('GET /static/page.txt'),
  'express.static for HEAD': request('HEAD /static/page.txt'),
  'express.static, a range': request('GET /static/page.txt', ['Range: bytes=2-7']),
  'express.static, a range beyond the end of the file': request('GET /static/page.txt', ['Range: bytes=1000-']),
  'express.static, several ranges': request('GET /static/page.txt', ['Range: bytes=0-1,3-4']),
  'express.static, a missing file': request('GET /static/none.txt'),
  'express.static, a path out of the folder': request('GET /static/..%2fcorners.mjs'),
  'res.sendFile': request('GET /file'),
  'res.sendFile of a missing file': request('GET /missing-file'),
  'res.download': request('GET /download'),
  'a file piped to the response': request('GET /stream'),
  'a response in pieces': request('GET /pieces'),
  'a response in pieces for HEAD': request('HEAD /pieces'),
  'a response in pieces for HTTP/1.0': 'GET /pieces HTTP/1.0\r\n\r\n',
  'HTTP/1.0': 'GET /json HTTP/1.0\r\n\r\n',
  'HTTP/1.0 with keep-alive, then the last request': 'GET /json HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /json HTTP/1.0\r\n\r\n',
  'res.redirect': request('GET /redirect'),
  'res.redirect with a status and a URL that needs escapes': request('GET /moved'),
  'res.sendStatus(204)': request('GET /empty'),
  'a status with a body': request('GET /status'),
  'cookies and appended headers': request('GET /cookies'),
  'the properties of req': request('GET /request?a=1&a=2&b[c]=3', [
    'X-Forwarded-For: 203.0.113.7, 127.0.0.1',
    'X-Forwarded-Proto: https',
    'X-Requested-With: XMLHttpRequest',
    'Accept: text/html;q=0.5, application/json',
    'Content-Type: text/plain',
    'Content-Length: 0',
    'X-Twice: one',
    'X-Twice: two',
  ]),
  'res.format': request('GET /format', ['Accept: text/html']),
  'a handler that throws': request('GET /throws'),
  'a handler that rejects': request('GET /rejects'),
  'an error after the head': request('GET /late'),
  'setHeader after the response': request('GET /twice'),
  'PUT': request('PUT /method', ['Content-Length: 0']),
  'DELETE': request('DELETE /method'),
  'PROPFIND': request('PROPFIND /method'),
  'three requests at once, with responses in order':
    'GET /pieces HTTP/1.1\r\nHost: a\r\n\r\nPOST /text HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc' + request('GET /json'),
  'Expect: 100-continue': request('POST /text', ['Content-Type: text/plain', 'Expect: 100-continue', 'Content-Length: 2'], 'hi'),
  'no Host': 'GET /json HTTP/1.1\r\n\r\n',
  'bytes that are not HTTP': 'HELLO\r\n\r\n',
  'a head that is too large': request('GET /json', [`X-Large: ${'x'.repeat(20_000)}`]),
}

describe('Express on layered-http responds as on node:http:', () => {
  it.each(Object.entries(requests))('%s', async (_, bytes) => {
    expect(await exchange(ours, bytes)).toBe(await exchange(nodes, bytes))
  })

  it('304 for an ETag that matches', async () => {
    const etag = /^ETag: (.*)\r$/m.exec(await exchange(nodes, request('GET /json')))?.[1]
    const conditional = request('GET /json', [`If-None-Match: ${etag}`])
    const reply = await exchange(ours, conditional)
    expect(reply).toMatch(/^HTTP\/1\.1 304 Not Modified\r\n/)
    expect(reply).toBe(await exchange(nodes, conditional))
  })
})
