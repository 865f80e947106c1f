/** Suites that measure a client. It always has the same number of requests under way, to a server that does almost nothing. */
import { check, checkResponse, excerpt } from './check.mjs'
import { withProgramsInTurns } from './children.mjs'
import { exchangeColumns } from './columns.mjs'
import { report } from './report.mjs'
import { durationOf, interleaveTurns, TURN } from './rounds.mjs'
import { choosePeers } from './runtimes.mjs'
import { describeSample, sampleOfTurns } from './sample.mjs'
import { paceWarnings } from './saturation.mjs'

const OTHER_SIDE = 'server'

/** Times that a response is compared byte for byte, before and after the load. Under load only its length is checked. */
const CHECKS = 2

/**
 * @param suite.summary - one line
 * @param suite.connections - keep-alive connections, each with one request under way
 * @param suite.server - `{ program, arguments }` of the other side
 * @param suite.scenario - as `loadScenario` returns it: the request and the expected response
 * @param suite.proxy - `{ program, arguments }` of a proxy that the client has to use
 * @param suite.resumes - true if all but the first connections must resume a TLS session
 * @param suite.peers - `{ name, program, arguments, flags?, runtime? }`; ours first
 */
export function clientSuite({ summary, connections, server, proxy, scenario, peers, resumes = false }) {
  async function run({ rounds, seconds, warmUpSeconds, runtimes }) {
    const setting = { connections, turns: seconds / TURN, warmUpSeconds, server, proxy, scenario, resumes }
    const samples = await interleaveTurns({ peers: choosePeers(peers, runtimes), rounds, measure: (peer) => measure(peer, setting), describe: describeSample })
    const conditions = `load: made by the client under test, ${connections} connections, against a raw ${server.arguments.includes('tls') ? 'tls' : 'net'} server${proxy ? ' behind a proxy' : ''}; rounds: ${rounds}, of ${seconds / TURN} turns of ${TURN} s each`
    return report({ samples, columns: exchangeColumns('request', OTHER_SIDE), conditions, warn: paceWarnings(OTHER_SIDE) })
  }
  const duration = ({ rounds, seconds, warmUpSeconds, runtimes }) =>
    durationOf({ peers: choosePeers(peers, runtimes), rounds, seconds: seconds + warmUpSeconds })
  return { summary, run, duration }
}

/** A measurement for `interleaveTurns`. */
function measure(peer, { connections, turns, warmUpSeconds, server: serverProgram, proxy: proxyProgram, scenario, resumes }) {
  return withProgramsInTurns(async function* ({ startProgram, startPeer }) {
    const server = await startProgram('other', serverProgram.program, [...serverProgram.arguments, 'patient'])
    const proxy = proxyProgram && (await startProgram('other', proxyProgram.program, proxyProgram.arguments))
    const client = await startPeer(peer)
    const { port } = server.started

    await client.ask('open', { port, connections, proxyPort: proxy?.started.port })
    await checkClient(client, port, scenario)
    checkRequest(await server.ask('firstRequest'), port, scenario)

    const warmUp = await client.ask('run', { port, connections, seconds: warmUpSeconds }, warmUpSeconds)
    const results = []
    while (results.length < turns) {
      yield
      const serverBefore = await server.ask('usage')
      const result = await client.ask('run', { port, connections, seconds: TURN }, TURN)
      const serverAfter = await server.ask('usage')
      const { rss } = await client.ask('usage')
      check(result.requests > 0, 'no response')
      results.push({ ...result, units: result.requests, otherCpu: serverAfter.cpu - serverBefore.cpu, rss })
    }
    await checkClient(client, port, scenario)

    for (const { total } of [warmUp, ...results]) {
      const expected = total.requests * scenario.expected.body.length
      check(total.bodyBytes === expected, `${total.bodyBytes} bytes of bodies in ${total.requests} responses, which have ${expected}`)
    }
    const sent = [warmUp, ...results].reduce((sum, { total }) => sum + total.requests, 2 * CHECKS)
    const served = await server.ask('served')
    check(served.requests === sent, `${sent} requests by the client's count, ${served.requests} by the server's`)
    const opened = scenario.closes ? sent : connections
    check(served.connections === opened, `${served.connections} connections opened instead of ${opened}`)
    // The first connections of all slots begin at once, before there is a session.
    if (resumes) check(served.resumed >= sent - connections - CHECKS, `${served.resumed} of ${sent} TLS sessions resumed`)
    if (proxy) check((await proxy.ask('served')).tunnels === opened, 'not every connection went through the proxy')
    return sampleOfTurns(results)
  })
}

async function checkClient(client, port, { expected }) {
  for (let i = 0; i < CHECKS; i++) checkResponse(await client.ask('ask', { port }), expected)
}

/** Checks the parts that a server needs to accept the request and keep the connection. A request without one of them would be cheaper. */
function checkRequest(text, port, { request: { method, path, headers, body = '' }, closes }) {
  check(text.startsWith(`${method} ${path} HTTP/1.1\r\n`), `request ${excerpt(text)}`)
  const headEnd = text.indexOf('\r\n\r\n')
  const lines = text.slice(0, headEnd).toLowerCase().split('\r\n')
  check(lines.includes(`host: 127.0.0.1:${port}`), `no Host in ${excerpt(text)}`)
  if (!closes) check(!lines.includes('connection: close'), `connection not kept in ${excerpt(text)}`)
  for (const [name, value] of Object.entries(headers)) check(lines.includes(`${name}: ${value}`.toLowerCase()), `no ${name} in ${excerpt(text)}`)
  check(text.slice(headEnd + 4) === body, `request body ${excerpt(text.slice(headEnd + 4))}`)
}
