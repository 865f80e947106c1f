/** The published declarations compile in programs that use them: strictly, library checks included, however modules are resolved. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile, RESOLUTIONS } from './support/compile.js'
import { install, PACKAGE_NAMES, packAll, ROOT, type Project } from './support/tarballs.js'

const INSTALL_DEADLINE = 180_000 // milliseconds, long enough for npm on a busy machine
const COMPILE_DEADLINE = 120_000

const require = createRequire(join(ROOT, 'package.json'))
const requireHere = createRequire(import.meta.url)

let project: Project
beforeAll(async () => {
  const tarballs = await packAll()
  project = await install(tarballs, PACKAGE_NAMES)
  await tarballs.dispose()
  await writeFile(join(project.path, 'consumer.mts'), CONSUMER)
  await writeFile(join(project.path, 'consumer.cts'), COMMONJS_CONSUMER)
  await writeFile(join(project.path, 'clients.mts'), CLIENTS_CONSUMER)
  await writeFile(join(project.path, 'augmented.mts'), AUGMENTED_CONSUMER)
  for (const client of ['axios', 'got']) await symlink(fileURLToPath(new URL(`../node_modules/${client}`, import.meta.url)), join(project.path, 'node_modules', client), 'junction')
  await writeFile(join(project.path, 'consumer.ts'), CONSUMER)
  await writeFile(join(project.path, 'commonjs.ts'), COMMONJS_CONSUMER)
}, INSTALL_DEADLINE)
afterAll(() => project.dispose())

/** Makes the package with this manifest the project's `@types/node`. Returns its folder. */
async function useTypes(manifest: string): Promise<string> {
  const types = join(project.path, 'node_modules/@types/node')
  await mkdir(dirname(types), { recursive: true })
  await rm(types, { force: true, recursive: true })
  await symlink(dirname(manifest), types, 'junction')
  return types
}

/** The types of a browser. Only clients need them, since they also run in browsers, and checking them takes longer than everything else. */
const BROWSER = ['lib.es2022.full.d.ts']

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
import { Parser, MessageType, Kind, type Tape } from '@layered-http/parser/tape'
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
// Wherever an agent or a server of Node is asked for.
const agents: [nodeHttp.Agent, nodeHttps.Agent] = [new PoolingAgent(), new HttpsAgent({ keepAlive: true, maxCachedSessions: 3, ca: '' })]
const servers: [nodeHttp.Server, nodeHttps.Server] = [new LayeredServer({}), new LayeredSecureServer({ key: '' })]
nodeHttps.get({ agent: new HttpsAgent() })
const queued: number | undefined = new PoolingAgent().stats()['http://localhost:80']?.queued
export const all: unknown[] = [agents, servers, PoolingAgent, hasToken, STATUS_CODES, isHead, Mine, queued]
`

/** A preloaded program that uses the options, methods and fields that Node does not have. */
const AUGMENTED_CONSUMER = `
import type {} from '@layered-http/compat-node-http/augment'
import nodeHttp from 'node:http'
import nodeHttps from 'node:https'
import plainHttp from 'http'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import { Agent as PoolingAgent } from '@layered-http/agent'
import { Server as LayeredServer } from '@layered-http/server'

const server = nodeHttp.createServer({ layered: { timings: true, minBodyRate: 1000 } }, (req, res) => {
  const lines: [string, string][] = req.headerLines()
  const sent: number | undefined = res.timings?.headSent
  const started: number | undefined = req.timings?.handlerStarted
  const waiting: number = res.pendingBytes
  res.end(JSON.stringify([lines, sent, started, waiting, req.trailerLines()]))
})
const { completed } = await server.drain({ graceMs: 8000 })
const total: number = server.stats().requests.total
const secure: nodeHttps.Server = nodeHttps.createServer({ key: '', cert: '', layered: { stats: true } }, (_req, res) => res.end(String(res.timings?.start)))
await secure.drain()
await http.createServer({ layered: { strict: true } }, (req, res) => res.end(req.url)).drain()
await https.createServer({ layered: { strict: true } }).drain()
await plainHttp.createServer({ layered: { stats: true } }).drain()
const agent = new nodeHttp.Agent({ keepAlive: true, layered: { staleRetry: true } })
const secureAgent = new https.Agent({ layered: { stats: true } })
const queued: number | undefined = agent.stats()['http://localhost:80']?.queued
const request = nodeHttp.get('http://localhost', { agent, layered: { maxRedirects: 5, timeouts: { connect: 1000 } } }, (response) => {
  const firstByte: number | undefined = response.timings?.firstByte
  console.log(firstByte, request.timings?.queued, request.pendingBytes)
})
https.get('https://localhost', { agent: secureAgent, layered: { timings: true } }).end()
await secureAgent.close({ graceMs: 100 })
await nodeHttp.globalAgent.preconnect('http://localhost', 2)
// Ours are still taken where Node's are asked for.
const servers: nodeHttp.Server[] = [new LayeredServer({}), http.createServer()]
const agents: nodeHttp.Agent[] = [new PoolingAgent(), new http.Agent()]
// A wrong name is an error of the compiler.
// @ts-expect-error -- minBodyrate
nodeHttp.createServer({ layered: { minBodyrate: 1 } })
// @ts-expect-error -- maxRedirect
nodeHttps.get({ layered: { maxRedirect: 1 } })
export const all: unknown[] = [completed, total, queued, servers, agents, agent.totals()]
`

/** Clients whose options require agents by the types of Node. */
const CLIENTS_CONSUMER = `
import axios from 'axios'
import got from 'got'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import { Agent } from '@layered-http/agent'
import { HttpsAgent } from '@layered-http/agent/https'

void axios.get('https://localhost', { httpAgent: new Agent(), httpsAgent: new HttpsAgent() })
void axios.get('https://localhost', { httpAgent: new http.Agent(), httpsAgent: new https.Agent() })
void got('https://localhost', { agent: { http: new Agent(), https: new HttpsAgent() } })
void got('https://localhost', { agent: { http: new http.Agent(), https: new https.Agent() } })
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
  ['node16', ['consumer.mts']],
  ['nodenext', ['consumer.mts', 'consumer.cts']],
  ['bundler', ['consumer.mts']],
  ['node10', ['consumer.ts', 'commonjs.ts']],
] as const)('moduleResolution %s: %s', { timeout: COMPILE_DEADLINE }, async (resolution, files) => {
  const types = await useTypes(require.resolve('@types/node/package.json'))
  expect(compile(project.path, files, { ...RESOLUTIONS[resolution], types })).toEqual(withoutErrors(files))
})

test.each(['types-node20', 'types-node22', 'types-node24'])('@types/node: %s', { timeout: COMPILE_DEADLINE }, async (name) => {
  const files = ['consumer.mts', 'consumer.cts']
  const types = await useTypes(requireHere.resolve(`${name}/package.json`))
  expect(compile(project.path, files, { ...RESOLUTIONS.nodenext, types })).toEqual(withoutErrors(files))
})

test.each(['@types/node', 'types-node20'])('clients for Node and browsers, with the types of both: %s', { timeout: COMPILE_DEADLINE }, async (name) => {
  const files = ['consumer.mts', 'clients.mts']
  const types = await useTypes(requireHere.resolve(`${name}/package.json`))
  expect(compile(project.path, files, { ...RESOLUTIONS.nodenext, types, lib: BROWSER })).toEqual(withoutErrors(files))
})

// With clients: they declare members of their own on the messages of node:http.
test.each([
  ['types-node20', ['augmented.mts']],
  ['types-node22', ['augmented.mts']],
  ['types-node24', ['augmented.mts']],
  ['@types/node', ['augmented.mts', 'clients.mts']],
] as const)('what is beyond Node is typed by the entry augment: %s, %s', { timeout: COMPILE_DEADLINE }, async (name, files) => {
  const types = await useTypes(requireHere.resolve(`${name}/package.json`))
  expect(compile(project.path, files, { ...RESOLUTIONS.nodenext, types, ...(files.length > 1 && { lib: BROWSER }) })).toEqual(withoutErrors(files))
})

test('an error in a program and an error in a library are found', { timeout: COMPILE_DEADLINE }, async () => {
  await writeFile(join(project.path, 'wrong.mts'), "import { get } from '@layered-http/client'\nget(5)\n")
  await mkdir(join(project.path, 'node_modules/wrong'))
  await writeFile(join(project.path, 'node_modules/wrong/package.json'), '{ "name": "wrong", "types": "index.d.ts" }')
  await writeFile(join(project.path, 'node_modules/wrong/index.d.ts'), 'export declare const wrong: Unknown\n')
  await writeFile(join(project.path, 'library.mts'), "import 'wrong'\n")
  const types = await useTypes(require.resolve('@types/node/package.json'))
  const said = compile(project.path, ['wrong.mts', 'library.mts'], { ...RESOLUTIONS.nodenext, types })
  expect(said).toEqual({ 'wrong.mts': expect.stringContaining('TS2345') as string, 'library.mts': '', elsewhere: expect.stringContaining("'Unknown'") as string })
})

function withoutErrors(files: readonly string[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file, '']))
}
