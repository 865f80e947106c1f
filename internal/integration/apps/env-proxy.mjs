/**
 * Proxies from the environment (M-09, M-12 to M-15): NODE_USE_ENV_PROXY, `--use-env-proxy`, `http_proxy` and `no_proxy`, each in a
 * separate process; and `setGlobalProxyFromEnv`, which changes the proxy of a running process.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { get } from './processes/get.mjs'

/** The environment of the tests, without the proxy variables of the machine. */
const ENV = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/proxy/i.test(name)))

async function listen(server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

/** Starts a proxy that responds to everything itself. It keeps the heads that it received. */
async function answeringProxy() {
  const heads = []
  const server = net.createServer((socket) => {
    socket.on('data', (head) => {
      heads.push(String(head))
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nvia proxy')
    })
    socket.on('error', () => {})
  })
  return { heads, port: await listen(server) }
}

/** Returns the bodies that a process gets with its global agent, with an agent of its own and without an agent. */
async function bodiesOf(url, env, flags) {
  const child = fork(new URL('./processes/proxied-get.mjs', import.meta.url), { env: { ...ENV, ...env }, execArgv: [...process.execArgv, ...flags] })
  // Not 'exit', which may come before the last message.
  const over = once(child, 'disconnect').then(() => ['ended without an answer'])
  child.once('message', () => child.send(url))
  const answered = new Promise((resolve) => child.on('message', (message) => Array.isArray(message) && resolve(message)))
  return Promise.race([answered, over])
}

export async function run(check) {
  const { heads, port: proxyPort } = await answeringProxy()
  const port = await listen(http.createServer((req, res) => res.end('direct')))
  const url = `http://127.0.0.1:${port}/path?query`
  const proxy = `http://us%65r:secret@127.0.0.1:${proxyPort}`
  const nobody = 'http://127.0.0.1:1'
  const on = { NODE_USE_ENV_PROXY: '1', http_proxy: proxy }
  const [VIA, DIRECT] = ['via proxy', 'direct']

  // Each needs a process, so there are few. The forms of the variables are tested in this process, below.
  const cases = [
    ['http_proxy alone', { http_proxy: proxy }, [], DIRECT],
    ['NODE_USE_ENV_PROXY=1', on, [], VIA],
    ['NODE_USE_ENV_PROXY=0', { ...on, NODE_USE_ENV_PROXY: '0' }, [], DIRECT],
    ['no_proxy', { ...on, no_proxy: '127.0.0.1' }, [], DIRECT],
  ]
  // Node before 22.21 does not have the option.
  if (process.allowedNodeEnvironmentFlags.has('--use-env-proxy')) {
    cases.push(
      ['--use-env-proxy', { http_proxy: proxy }, ['--use-env-proxy'], VIA],
      ['--no-use-env-proxy', on, ['--no-use-env-proxy'], DIRECT],
      ['--use-env-proxy in NODE_OPTIONS', { http_proxy: proxy, NODE_OPTIONS: '--use-env-proxy' }, [], VIA],
    )
  }
  const outcomes = await Promise.all(cases.map(([, env, flags]) => bodiesOf(url, env, flags)))
  // Other agents than the global one do not use the proxy of the environment.
  for (const [i, [title, , , expected]] of cases.entries()) check(title, outcomes[i], [expected, 'direct', 'direct'])

  await setGlobalProxy(check, { url, proxy, nobody, heads, port })

  for (const [title, env, expected] of [
    ['HTTP_PROXY', { HTTP_PROXY: proxy }, VIA],
    ['http_proxy takes precedence over HTTP_PROXY', { http_proxy: proxy, HTTP_PROXY: nobody }, VIA],
    ['an empty http_proxy', { http_proxy: '', HTTP_PROXY: proxy }, VIA],
    ['https_proxy is for https', { https_proxy: proxy }, DIRECT],
    ['another scheme', { http_proxy: 'socks5://127.0.0.1:1' }, DIRECT],
    ['a proxy that does not run', { http_proxy: nobody }, 'ECONNREFUSED'],
    ['no_proxy=*', { http_proxy: proxy, no_proxy: '*' }, DIRECT],
    ['no_proxy with the address in a list', { http_proxy: proxy, no_proxy: 'example.test, 127.0.0.1' }, DIRECT],
    ['no_proxy with the port', { http_proxy: proxy, no_proxy: `127.0.0.1:${port}` }, DIRECT],
    ['no_proxy with another port', { http_proxy: proxy, no_proxy: '127.0.0.1:1' }, VIA],
    ['no_proxy with a range', { http_proxy: proxy, no_proxy: '127.0.0.0-127.0.0.9' }, DIRECT],
    ['no_proxy with a network, which is not a supported form', { http_proxy: proxy, no_proxy: '127.0.0.0/8' }, VIA],
    ['no_proxy takes precedence over NO_PROXY', { http_proxy: proxy, no_proxy: 'example.test', NO_PROXY: '*' }, VIA],
    ['NO_PROXY', { http_proxy: proxy, NO_PROXY: '*' }, DIRECT],
  ]) {
    const restore = http.setGlobalProxyFromEnv(env)
    check(title, await get(url), expected)
    restore()
  }
}

async function setGlobalProxy(check, { url, proxy, nobody, heads, port }) {
  const { globalAgent: before } = http
  const { globalAgent: beforeOfHttps } = https
  heads.length = 0
  const restore = http.setGlobalProxyFromEnv({ http_proxy: proxy })
  check('set', await get(url), 'via proxy')
  check('the bytes that the proxy receives', heads, [
    `GET ${url} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nproxy-authorization: Basic dXNlcjpzZWNyZXQ=\r\nproxy-connection: keep-alive\r\nConnection: keep-alive\r\n\r\n`,
  ])
  check('an agent of its own', await get(url, { agent: false }), 'direct')
  const { globalAgent: set } = http
  const restoreSecond = http.setGlobalProxyFromEnv({ http_proxy: nobody, no_proxy: '127.0.0.1' })
  check('set again', await get(url), 'direct')
  check('the first proxy restored', [restoreSecond(), http.globalAgent === set, await get(url)], [undefined, true, 'via proxy'])
  check('restored', [restore(), http.globalAgent === before, https.globalAgent === beforeOfHttps, await get(url)], [undefined, true, true, 'direct'])
  check('restored twice', [restore(), http.globalAgent === before], [undefined, true])

  for (const env of [{}, { no_proxy: '*' }, { http_proxy: '' }, { https_proxy: nobody }]) {
    const restoreNothing = http.setGlobalProxyFromEnv(env)
    check(`no proxy for http: ${JSON.stringify(env)}`, http.globalAgent === before, true)
    restoreNothing()
  }

  for (const env of [null, 1, 'http://127.0.0.1:1', [], () => {}]) {
    check(`not an environment: ${String(env)}`, codeOf(() => http.setGlobalProxyFromEnv(env)), 'ERR_INVALID_ARG_TYPE')
  }
  for (const env of [{ http_proxy: 'http://' }, { http_proxy: 'nonsense' }, { https_proxy: 'http://u:p@host:99999' }]) {
    check(`not a URL: ${JSON.stringify(env)}`, codeOf(() => http.setGlobalProxyFromEnv(env)), 'ERR_PROXY_INVALID_CONFIG')
  }
  check('an error does not change the agents', [http.globalAgent === before, https.globalAgent === beforeOfHttps], [true, true])

  process.env.http_proxy = proxy
  process.env.no_proxy = ''
  const restoreEnvironment = http.setGlobalProxyFromEnv()
  process.env.http_proxy = nobody
  check("the process's environment at the time of the call", await get(url), 'via proxy')
  restoreEnvironment()
}

function codeOf(act) {
  try {
    act()
  } catch (error) {
    return error.code
  }
}
