/**
 * Runs the configurations of docs/guides/load-balancers.md with nginx and HAProxy in front of two servers, and restarts each server under load.
 *
 *     node scripts/docs/balancers.mjs [FOLDER]
 *
 * Exits with 1 if a request is lost, or if a POST whose handler ends the connection reaches a handler twice. A balancer that is not installed is left out, and the output says so. It takes 30 seconds.
 * FOLDER gets the configurations and logs; without it they are removed. Build the packages first.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { optionsOf } from '../program.mjs'

/** Requests under way at once, of each method. */
const CLIENTS = 4
/** Milliseconds between the requests of a client, at most. */
const PAUSE = 10
/** Milliseconds of load before, between and after the restarts. HAProxy asks for the health every 2 s. */
const STEADY = 2500

const root = fileURLToPath(new URL('../..', import.meta.url))
const guide = readFileSync(join(root, 'docs/guides/load-balancers.md'), 'utf8')
const [kept] = optionsOf(import.meta.url, {}, { words: 1 }).words
const folder = kept === undefined ? mkdtempSync(join(tmpdir(), 'balancers-')) : resolve(kept)

/** A server that answers, counts the POSTs to /destroy, and ends their connections without a response. */
const counting = http.createServer((req, res) => {
  if (req.url !== '/destroy') return res.end()
  destroyed += 1
  req.socket.destroy()
})
let destroyed = 0

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Returns a configuration of the page for these ports. */
function configuration(name, { port, servers }) {
  const section = guide.slice(guide.indexOf(`\n## ${name}\n`))
  const [, text] = /```\w+\n([^]*?)```/.exec(section)
  const ours = text.replaceAll('127.0.0.1:8080', `127.0.0.1:${servers[0]}`).replaceAll('127.0.0.1:8081', `127.0.0.1:${servers[1]}`)
  if (name === 'HAProxy') return `${ours}frontend clients\n  bind 127.0.0.1:${port}\n  default_backend app\n`
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${join(folder, of)};`).join('\n')
  const site = ours.replace('listen 80;', `listen 127.0.0.1:${port};`)
  return `daemon off;\nmaster_process off;\npid ${join(folder, 'nginx.pid')};\nevents { worker_connections 512; }\nhttp {\naccess_log off;\n${temporary}\n${site}}\n`
}

const balancers = [
  { name: 'nginx', ask: '-v', args: (file) => ['-p', folder, '-c', file, '-e', join(folder, 'nginx.log')] },
  { name: 'HAProxy', ask: '-v', args: (file) => ['-db', '-f', file] },
]

async function startBalancer({ name, args }, ports) {
  const file = join(folder, `${name}.conf`)
  writeFileSync(file, configuration(name, ports))
  const child = spawn(name.toLowerCase(), args(file), { stdio: ['ignore', 'ignore', kept === undefined ? 'ignore' : 'inherit'] })
  child.on('exit', (code) => {
    if (code) throw new Error(`${name} has ended with the code ${code}`)
  })
  for (;;) {
    const socket = net.connect(ports.port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(() => true, () => false)
    socket.destroy()
    if (isOpen) return child
    await delay(20)
  }
}

async function startServer(port) {
  const child = spawn(process.execPath, [join(root, 'examples/guides/behind.mjs')], { env: { ...process.env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(createInterface({ input: child.stdout }), 'line')
  return child
}

async function stop(child) {
  const exited = once(child, 'exit')
  child.kill()
  await exited
}

/** Returns the status of a response, or the code of the error. */
function request(options, body) {
  return new Promise((resolved) => {
    const req = http.request(options, (res) => res.resume().on('close', () => resolved(res.complete ? String(res.statusCode) : 'cut')))
    req.on('error', ({ code }) => resolved(code))
    req.end(body)
  })
}

/** Sends requests until it is told to stop, and counts their outcomes. */
function load(port, method) {
  const agent = new http.Agent({ keepAlive: true })
  const outcomes = new Map()
  let isOver = false
  const client = async () => {
    while (!isOver) {
      const outcome = await request({ host: '127.0.0.1', port, method, agent }, method === 'POST' ? 'hello' : undefined)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      await delay(Math.random() * PAUSE)
    }
  }
  const clients = Promise.all(Array.from({ length: CLIENTS }, client))
  return async () => {
    isOver = true
    await clients
    agent.destroy()
    return outcomes
  }
}

/** Returns the number of requests that were lost. */
async function restarts(balancer) {
  const ports = { port: await freePort(), servers: [await freePort(), await freePort()] }
  const servers = await Promise.all(ports.servers.map(startServer))
  const child = await startBalancer(balancer, ports)
  const loads = ['GET', 'POST'].map((method) => [method, load(ports.port, method)])
  await delay(STEADY)
  for (const i of [0, 1]) {
    await stop(servers[i])
    servers[i] = await startServer(ports.servers[i])
    await delay(STEADY)
  }
  let lost = 0
  for (const [method, end] of loads) {
    const outcomes = await end()
    console.log(`${balancer.name}: ${method}, two restarts: ${[...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`)
    for (const [outcome, count] of outcomes) if (outcome !== '200') lost += count
  }
  await Promise.all([child, ...servers].map(stop))
  return lost
}

/** Returns how often the handler got one POST. */
async function repeats(balancer) {
  const { port: server } = counting.address()
  const ports = { port: await freePort(), servers: [server, server] }
  const child = await startBalancer(balancer, ports)
  destroyed = 0
  const outcome = await request({ host: '127.0.0.1', port: ports.port, method: 'POST', path: '/destroy' }, 'hello')
  console.log(`${balancer.name}: POST to a handler that ends the connection: ${outcome}, ${destroyed} executed`)
  await stop(child)
  return destroyed
}

mkdirSync(folder, { recursive: true })
counting.listen(0, '127.0.0.1')
await once(counting, 'listening')
for (const balancer of balancers) {
  if (spawnSync(balancer.name.toLowerCase(), [balancer.ask]).error !== undefined) {
    console.log(`${balancer.name} is not installed`)
    continue
  }
  process.stderr.write(`${balancer.name}\n`)
  if ((await restarts(balancer)) > 0 || (await repeats(balancer)) !== 1) process.exitCode = 1
}
counting.close()
if (kept === undefined) rmSync(folder, { recursive: true })
