/**
 * Two copies of every layer in one process, as when two dependencies bring different versions: what works between them, and the errors for what does
 * not. The copies are installed in two folders; a program in the first loads both.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { install, PACKAGE_NAMES, packAll, type Project } from './support/tarballs.js'

const INSTALL_DEADLINE = 180_000 // milliseconds, long enough for a busy machine

let first: Project
let second: Project
/** The copy in this folder is changed to one with another layout of the state behind messages. */
let foreign: Project
beforeAll(async () => {
  const tarballs = await packAll()
  ;[first, second, foreign] = [await install(tarballs, PACKAGE_NAMES), await install(tarballs, PACKAGE_NAMES), await install(tarballs, PACKAGE_NAMES)]
  await tarballs.dispose()
  await changeLayout(foreign)
}, INSTALL_DEADLINE)
afterAll(async () => {
  for (const project of [first, second, foreign]) await project.dispose()
})

/** Changes the layout number of messages in an installed copy of streams. */
async function changeLayout(project: Project): Promise<void> {
  const files = (await project.filesOf('streams')).filter((file) => file.endsWith('.js')).map((file) => join(project.folderOf('streams'), file))
  let changes = 0
  for (const file of files) {
    const text = await readFile(file, 'utf8')
    const changed = text.replace(/\bLAYOUT = (\d+)/g, (_, layout: string) => `LAYOUT = ${Number(layout) + 1000}`)
    if (changed === text) continue
    changes++
    await writeFile(file, changed)
  }
  expect(changes).toBe(1)
}

/** Runs a program with both copies, `ours` and `theirs`. Each has its layers by name. */
async function run(program: string, other = second): Promise<unknown> {
  const text = `
    import { once } from 'node:events'
    import net from 'node:net'
    import { text } from 'node:stream/consumers'
    const load = async (folder) => Object.fromEntries(await Promise.all(['streams', 'agent', 'server', 'client'].map(async (name) => [name, await import(folder + '/' + name + '/dist/index.js')])))
    const ours = await load(${JSON.stringify(pathToFileURL(first.folderOf('')).href)})
    const theirs = await load(${JSON.stringify(pathToFileURL(other.folderOf('')).href)})
    const listen = async (server) => {
      await once(server.listen(0, '127.0.0.1'), 'listening')
      return server.address().port
    }
    const exchange = async (client, options, body) => {
      const request = client.request({ host: '127.0.0.1', agent: false, method: 'POST', ...options })
      request.end(body)
      const [response] = await once(request, 'response')
      return { request, response, status: response.statusCode, body: await text(response) }
    }
    const codeOf = (act) => {
      try {
        act()
        return undefined
      } catch (error) {
        return error.code
      }
    }
    const result = await (async () => { ${program} })()
    console.log(JSON.stringify(result))
    process.exit()
  `
  return JSON.parse(await first.run('copies.mjs', text))
}

test('the two copies share no function', async () => {
  expect(await run('return Object.keys(ours).filter((name) => Object.keys(ours[name]).some((key) => typeof ours[name][key] === "function" && ours[name][key] === theirs[name][key]))')).toEqual([])
})

test('instanceof: an object of one copy is an instance of the same class of the other copy, and of no other class', async () => {
  const program = `
    const server = ours.server.createServer()
    const [request, response] = await new Promise((resolve) => {
      server.on('request', (...messages) => resolve(messages))
      listen(server).then((port) => net.connect(port, '127.0.0.1').write('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'))
    })
    const sent = ours.client.request({ port: 1, host: '127.0.0.1' }).on('error', () => {})
    const objects = { server, request, response, sent, agent: new ours.agent.Agent() }
    const classes = { Server: theirs.server.Server, IncomingMessage: theirs.streams.IncomingMessage, OutgoingMessage: theirs.streams.OutgoingMessage, ServerResponse: theirs.server.ServerResponse, ClientRequest: theirs.client.ClientRequest, Agent: theirs.agent.Agent }
    return Object.fromEntries(Object.entries(objects).map(([name, object]) => [name, Object.keys(classes).filter((key) => object instanceof classes[key])]))
  `
  expect(await run(program)).toEqual({
    server: ['Server'], request: ['IncomingMessage'], response: ['OutgoingMessage', 'ServerResponse'], sent: ['OutgoingMessage', 'ClientRequest'], agent: ['Agent'],
  })
})

test('an object is an instance of a subclass only if that subclass made it', async () => {
  const program = `
    class Mine extends theirs.streams.IncomingMessage {}
    return [new ours.streams.IncomingMessage(null) instanceof Mine, new Mine(null) instanceof ours.streams.IncomingMessage]
  `
  expect(await run(program)).toEqual([false, true])
})

test('a client of one copy and a server of the other exchange messages, with an agent of either', async () => {
  const program = `
    const port = await listen(ours.server.createServer((req, res) => req.pipe(res)))
    const seen = []
    for (const { Agent } of [ours.agent, theirs.agent]) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      for (const client of [theirs.client, ours.client, theirs.client]) {
        const { request, status, body } = await exchange(client, { port, agent }, 'body')
        seen.push([status, body, request.reusedSocket])
        await new Promise(setImmediate)
      }
      agent.destroy()
    }
    return seen
  `
  const [fresh, reused] = [[200, 'body', false], [200, 'body', true]]
  expect(await run(program)).toEqual([fresh, reused, reused, fresh, reused, reused])
})

test('a response of one copy is piped into a response of the other', async () => {
  const program = `
    const origin = await listen(ours.server.createServer((req, res) => res.writeHead(201, { 'x-a': 'b' }).end('from the origin')))
    const port = await listen(theirs.server.createServer((req, res) => {
      ours.client.get({ host: '127.0.0.1', port: origin }, (response) => response.pipe(res.writeHead(response.statusCode, response.headers)))
    }))
    const { status, body, response } = await exchange(theirs.client, { port }, '')
    return [status, body, response.headers['x-a']]
  `
  expect(await run(program)).toEqual([201, 'from the origin', 'b'])
})

describe('classes of messages of another copy in the options of a server', () => {
  const CLASSES = { IncomingMessage: 'theirs.streams.IncomingMessage', ServerResponse: 'theirs.server.ServerResponse' }

  test.each(Object.entries(CLASSES))('%s of the same layout works', async (name, constructor) => {
    const program = `
      const port = await listen(ours.server.createServer({ ${name}: ${constructor} }, async (req, res) => {
        res.setHeader('x-host', req.headers.host.split(':')[0])
        res.end(await text(req) + (req instanceof ours.streams.IncomingMessage) + (res instanceof ours.server.ServerResponse))
      }))
      const { status, body, response } = await exchange(ours.client, { port }, 'body ')
      return [status, body, response.headers['x-host']]
    `
    expect(await run(program)).toEqual([200, 'body truetrue', '127.0.0.1'])
  })

  test.each(Object.entries(CLASSES))('%s of another layout is an error that names the class', async (name, constructor) => {
    const program = `
      const port = await listen(ours.server.createServer({ ${name}: ${constructor} }, (req, res) => res.end()))
      const error = new Promise((resolve) => process.on('uncaughtException', resolve))
      net.connect(port, '127.0.0.1').on('error', () => {}).write('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n')
      const { code, message } = await error
      return { code, message }
    `
    expect(await run(program, foreign)).toEqual({ code: 'ERR_HTTP_MESSAGE_LAYOUT', message: expect.stringContaining(name === 'ServerResponse' ? 'OutgoingMessage' : name) as string })
  })
})

test('a method of one copy on a message of another layout is an error, not a message without headers', async () => {
  const program = `
    const message = new theirs.streams.OutgoingMessage()
    message.setHeader('a', 'b')
    return [codeOf(() => ours.streams.OutgoingMessage.prototype.setHeader.call(message, 'a', 'c')), message.getHeader('a')]
  `
  expect(await run(program, foreign)).toEqual(['ERR_HTTP_MESSAGE_LAYOUT', 'b'])
})

test('servers and clients of copies with different layouts exchange messages, with an agent of either', async () => {
  const program = `
    const port = await listen(ours.server.createServer((req, res) => req.pipe(res)))
    const agent = new ours.agent.Agent({ keepAlive: true, maxSockets: 1 })
    const seen = []
    for (const client of [theirs.client, ours.client]) {
      const { status, body, request } = await exchange(client, { port, agent }, 'body')
      seen.push([status, body, request.reusedSocket])
      await new Promise(setImmediate)
    }
    return seen
  `
  expect(await run(program, foreign)).toEqual([[200, 'body', false], [200, 'body', true]])
})
