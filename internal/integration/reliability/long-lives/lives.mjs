/** Runs exchanges through one server process and one client process, samples both in between, and judges what grows. */
import { growthOf } from '../lib/fit.mjs'
import { startProgram } from '../lib/programs.mjs'
import { pause } from '../lib/waiting.mjs'

/** Samples of a run. */
const SAMPLES = 40
/** Samples from which a line through them means something. */
const ENOUGH = 10

/** Milliseconds between two counts of connections. */
const BETWEEN_COUNTS = 20

const MIB = 1024 * 1024

/** What a run may add after its warm-up. Some is noise: caches of the engine come and go with its collections. */
const BOUNDS = {
  heap: { title: 'heap', most: MIB, unit: 'bytes' },
  external: { title: 'buffers', most: MIB, unit: 'bytes' },
  rss: { title: 'resident memory', most: 16 * MIB, unit: 'bytes' },
  handles: { title: 'active handles', most: 20, unit: '' },
}

/**
 * @param life - `{ count, width, mix }`: see `mixed-client.mjs`
 * @returns samples for a chart: `{ exchanges, server, client }`
 */
export async function live({ httpName, life: { count: wanted, width, mix }, fraction, quick, figures, progress, name }) {
  const usesTls = mix.some(([kind]) => kind.startsWith('tls'))
  const { SERVER, CA } = usesTls ? await import('../../../test-kit/src/certificates.mjs') : {}
  const server = await startProgram('mixed-server.mjs', [httpName, ...(usesTls ? [JSON.stringify(SERVER)] : [])])
  const client = await startProgram('mixed-client.mjs', [httpName, JSON.stringify({ ...server.details, ca: CA })])
  const count = quick ? wanted : Math.round(wanted * fraction)
  const steps = quick ? 2 : SAMPLES
  const each = Math.ceil(count / steps)
  const samples = []
  const wrong = {}
  for (let step = 1; step <= steps; step++) {
    for (const [kind, times] of Object.entries(await client.ask('run', { count: each, width, mix }))) wrong[kind] = (wrong[kind] ?? 0) + times
    // The server notices an abort a little later than the client that aborts.
    await settled(server)
    samples.push({ exchanges: step * each, server: await server.ask('sample'), client: await client.ask('sample') })
    progress(`${name}: ${(step * each).toLocaleString('en-US')} of ${count.toLocaleString('en-US')}`)
  }
  await client.kill()
  await server.kill()

  figures.show(`${name}: exchanges`, steps * each)
  figures.none(`${name}: kinds of exchange that ended otherwise than they should`, Object.entries(wrong).map(([kind, times]) => `${kind}: ${times} times`))
  for (const side of ['server', 'client']) judge({ side, samples, figures, name })
  return samples
}

function judge({ side, samples, figures, name }) {
  const last = samples.at(-1)[side]
  for (const [key, { title, most, unit }] of Object.entries(BOUNDS)) {
    figures.show(`${name}: ${side}, ${title} at the end`, last[key], unit)
    const grown = Math.round(growthOf(samples.map((sample) => sample[side][key])))
    if (samples.length >= ENOUGH) figures.atMost(`${name}: ${side}, ${title} added after the warm-up`, grown, most, { unit })
  }
  const middle = samples[Math.floor(samples.length / 4)][side]
  figures.equal(`${name}: ${side}, listeners added after the warm-up`, last.listeners - middle.listeners, 0)
  figures.equal(`${name}: ${side}, WebAssembly memory added after the warm-up`, last.wasm - middle.wasm, 0, 'bytes')
}

/** Waits until two counts of the server's connections, a little apart, are equal. */
async function settled(server) {
  let before
  let count = await server.ask('connections')
  while (count !== before) {
    await pause(BETWEEN_COUNTS)
    before = count
    count = await server.ask('connections')
  }
}
