/**
 * Load for servers with thousands of connections, all of them open before it begins. wrk opens them while it sends requests: a busy server accepts few
 * connections in each turn of its event loop, so that thousands are never open at the same time.
 */
import { performance } from 'node:perf_hooks'

export const name = 'net client'
export const description = 'raw net, all connections opened before'

/** Seconds that opening the connections may take. */
const LIMIT = 60

/**
 * Opens the connections.
 *
 * @param startProgram - of `withPrograms`, which ends the program
 * @param target - as `run` of `lib/load/tools.mjs` gets it, with the name of the `scenario`
 * @returns a function that sends requests for some seconds, with the same result as that `run`
 */
export async function open(startProgram, { port, connections, scenario }) {
  const program = await startProgram('other', 'peers/raw-client.mjs', [scenario])
  await program.ask('open', { port, connections }, LIMIT)
  const { length } = await program.ask('ask')
  return async (seconds) => {
    const start = performance.now()
    const { total, cpu, p50, p99 } = await program.ask('run', { connections, seconds }, seconds)
    // The requests under way at the end count, too: with thousands of connections they are a good part of all.
    const { requests } = total
    // The program ends with an error if a response has another length.
    return { requests, bytes: requests * length, errors: {}, seconds: (performance.now() - start) / 1000, cpu, p50, p99 }
  }
}
