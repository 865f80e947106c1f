/** Suites in which a client is measured while it keeps its requests under way against a server that does next to nothing. */
import { check, checkResponse } from './check.mjs'
import { startProgram } from './children.mjs'
import { report } from './report.mjs'
import { interleave } from './rounds.mjs'
import { describeSample } from './sample.mjs'

/**
 * @param suite.summary - one line
 * @param suite.connections - keep-alive connections, each with one request under way
 * @param suite.server - `{ program, arguments }` of the other side
 * @param suite.scenario - a file of `scenarios/`: what is asked, what must come back
 * @param suite.peers - `{ name, program, arguments }`; ours first
 */
export function clientSuite({ summary, connections, server, scenario, peers }) {
  async function run({ rounds, seconds, warmUpSeconds }) {
    const setting = { connections, seconds, warmUpSeconds, server, scenario }
    const samples = await interleave({ peers, rounds, measure: (peer) => measure(peer, setting), describe: describeSample })
    const conditions = `load: made by the client under test, ${connections} connections, against a raw net server; rounds: ${rounds}, of ${seconds} s each`
    return report({ samples, otherSide: 'server', conditions })
  }
  return { summary, run }
}

async function measure(peer, { connections, seconds, warmUpSeconds, server: serverProgram, scenario }) {
  const programs = []
  const start = async (...what) => {
    const program = await startProgram(...what)
    programs.push(program)
    return program
  }
  try {
    const server = await start('other', serverProgram.program, serverProgram.arguments)
    const client = await start('underTest', peer.program, peer.arguments)
    const { port } = server.started

    checkResponse(await client.ask('probe', { port, connections }), scenario.expected)
    checkRequest(await server.ask('lastRequest'), port, scenario)

    const warmUp = await client.ask('run', { port, connections, seconds: warmUpSeconds }, warmUpSeconds)
    const serverCpuBefore = await server.ask('usage')
    const result = await client.ask('run', { port, connections, seconds }, seconds)
    const serverCpu = (await server.ask('usage')) - serverCpuBefore

    check(result.requests > 0, 'no response')
    for (const { total } of [warmUp, result]) {
      const expected = total.requests * scenario.expected.body.length
      check(total.bodyBytes === expected, `${total.bodyBytes} bytes of bodies in ${total.requests} responses, which have ${expected}`)
    }
    const sent = 1 + warmUp.total.requests + result.total.requests
    const served = await server.ask('served')
    check(served.requests === sent, `${sent} requests by the client's count, ${served.requests} by the server's`)
    check(served.connections === connections, `${served.connections} connections opened instead of ${connections}`)
    return {
      cpuPerRequest: result.cpu / result.requests,
      requestsPerSecond: result.requests / result.seconds,
      busy: result.cpu / (result.seconds * 1e6),
      otherBusy: serverCpu / (result.seconds * 1e6),
      requests: result.requests,
    }
  } catch (error) {
    throw await explain(error, programs)
  } finally {
    await Promise.all(programs.map((program) => program.stop()))
  }
}

/** If one side died, that is the reason, whatever the other side saw of it. */
async function explain(error, programs) {
  let cause = error
  for (const program of programs) cause = await program.explain(cause)
  return cause
}

/** A request without one of these is cheaper than one that a server would accept and keep the connection for. */
function checkRequest(text, port, scenario) {
  check(text.startsWith(`GET ${scenario.path} HTTP/1.1\r\n`) && text.endsWith('\r\n\r\n'), `request ${JSON.stringify(text)}`)
  const lines = text.toLowerCase().split('\r\n')
  check(lines.includes(`host: 127.0.0.1:${port}`), `no Host in ${JSON.stringify(text)}`)
  check(!lines.includes('connection: close'), `connection not kept in ${JSON.stringify(text)}`)
}
