/** The published declarations compile for those who use them: strictly, library checks included, however modules are resolved. */
import { execFile } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { install, PACKAGE_NAMES, packAll, ROOT, type Project } from './support/tarballs.js'

const INSTALL_DEADLINE = 180_000 // milliseconds, for npm on a machine that does other things, too
const COMPILE_DEADLINE = 120_000

const require = createRequire(join(ROOT, 'package.json'))

let project: Project
beforeAll(async () => {
  const tarballs = await packAll()
  project = await install(tarballs, PACKAGE_NAMES)
  await tarballs.dispose()
  const types = join(project.path, 'node_modules/@types')
  await mkdir(types)
  await symlink(dirname(require.resolve('@types/node/package.json')), join(types, 'node'), 'junction')
  await writeFile(join(project.path, 'consumer.mts'), CONSUMER)
  await writeFile(join(project.path, 'consumer.cts'), COMMONJS_CONSUMER)
  await writeFile(join(project.path, 'consumer.ts'), CONSUMER)
  await writeFile(join(project.path, 'commonjs.ts'), COMMONJS_CONSUMER)
}, INSTALL_DEADLINE)
afterAll(() => project.dispose())

const CONSUMER = `
import nodeHttp from 'node:http'
import nodeHttps from 'node:https'
import http, { Agent, createServer, request, type ClientRequest, type IncomingMessage, type Server, type ServerResponse } from '@layered-http/compat-node-http'
import https, { Agent as SecureAgent, createServer as createSecureServer, type Server as SecureServer } from '@layered-http/compat-node-http/https'
import { builtinHttp, builtinHttps } from '@layered-http/compat-node-http/register'
import { HttpsAgent } from '@layered-http/agent/https'
import { request as secureRequest } from '@layered-http/client/https'
import { Server as LayeredSecureServer } from '@layered-http/server/https'
import { Agent as PoolingAgent, type AgentOptions } from '@layered-http/agent'
import { get, type RequestOptions } from '@layered-http/client'
import { hasToken, STATUS_CODES } from '@layered-http/headers'
import { Parser, MessageType, Kind, type Tape } from '@layered-http/parser'
import { Server as LayeredServer, type ServerOptions } from '@layered-http/server'
import { OutgoingMessage } from '@layered-http/streams'

const server: Server = createServer((req: IncomingMessage, res: ServerResponse) => {
  res.setHeader('x-url', req.url!)
  res.end(String(req.headers['content-length']))
})
const agentOptions: AgentOptions = { keepAlive: true, maxSockets: 2 }
const requestOptions: RequestOptions = { agent: new Agent({ keepAlive: true, maxSockets: 2 }), method: 'POST' }
const sent: ClientRequest = request('http://localhost', { agent: new PoolingAgent(agentOptions), method: 'POST' }, (response) => response.resume())
sent.end('body')
get(requestOptions, (response) => void response.statusCode)
http.createServer(server.listeners('request')[0] as () => void)
builtinHttp.createServer()
builtinHttps.createServer()
const secureServer: SecureServer = createSecureServer({ key: '', cert: '' }, (req, res) => res.end(req.url))
const secureAgents: nodeHttps.Agent[] = [new SecureAgent({ keepAlive: true }), new https.Agent(), https.globalAgent]
https.get('https://localhost', { agent: secureAgents[0]! })
secureRequest('https://localhost', { agent: new HttpsAgent() }).end()
new LayeredSecureServer({}).close()
secureServer.close()
const serverOptions: ServerOptions = {}
new LayeredServer(serverOptions).close()
const tape: Tape = new Parser(MessageType.RESPONSE).execute(new Uint8Array(0))
const isHead: boolean = tape.events[0] === Kind.HEAD
class Mine extends OutgoingMessage {}
// The agent alone, with Node's own requests, and Node's own agents with ours.
nodeHttp.request({ agent: new PoolingAgent({ keepAlive: true, layered: { staleRetry: 'idempotent' } }) }).end()
nodeHttps.get({ agent: new PoolingAgent({ protocol: 'https:' }) satisfies nodeHttp.Agent as nodeHttps.Agent })
get({ agent: new nodeHttp.Agent() })
const queued: number | undefined = new PoolingAgent().stats()['http://localhost:80']?.queued
export const all: unknown[] = [PoolingAgent, hasToken, STATUS_CODES, isHead, Mine, queued]
`

const COMMONJS_CONSUMER = `
import http = require('@layered-http/compat-node-http')
import agent = require('@layered-http/agent')
import https = require('@layered-http/compat-node-http/https')
import secureAgent = require('@layered-http/agent/https')

http.createServer((req, res) => res.end(req.url)).listen(0)
http.get({ agent: new agent.Agent({ keepAlive: true }) })
https.createServer({}, (req, res) => res.end(req.url)).listen(0)
https.get({ agent: new https.Agent({ keepAlive: true }) })
new secureAgent.HttpsAgent()
`

test.each([
  ['node16', 'Node16', 'Node16', ['consumer.mts']],
  ['nodenext, and require', 'NodeNext', 'NodeNext', ['consumer.mts', 'consumer.cts']],
  ['bundler', 'ESNext', 'Bundler', ['consumer.mts']],
  ['node10', 'CommonJS', 'Node10', ['consumer.ts', 'commonjs.ts']],
])('moduleResolution %s', { timeout: COMPILE_DEADLINE }, async (_name, module, moduleResolution, files) => {
  const flags = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'ES2022', '--types', 'node', '--esModuleInterop', '--module', module, '--moduleResolution', moduleResolution]
  const compiler = promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), ...flags, ...files], { cwd: project.path })
  const output = await compiler.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  )
  expect(output).toBe('')
})
