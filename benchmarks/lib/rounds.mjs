/** Interleaving: A B C A B C …, so that a slow time of the machine affects all peers. */
import { progress } from './progress.mjs'

/** Seconds that a measurement needs for starting, checking and stopping. */
const AROUND = 1

/** Returns the seconds that {@link interleave} takes if a measurement takes `seconds`. */
export function durationOf({ peers, rounds, seconds }) {
  return peers.length * rounds * (seconds + AROUND)
}

/**
 * Measures every peer once a round.
 *
 * @param measure - measures one peer in a new process and resolves with the sample
 * @param describe - describes a sample in a few words, for the progress
 * @returns the samples by name of the peer
 */
export async function interleave({ peers, rounds, measure, describe }) {
  const samples = new Map(peers.map(({ name }) => [name, []]))
  const width = Math.max(...peers.map(({ name }) => name.length))
  for (let round = 1; round <= rounds; round++) {
    for (const peer of peers) {
      const sample = await measure(peer).catch((error) => {
        throw new Error(`${peer.name}, round ${round}: ${error.message}`, { cause: error })
      })
      samples.get(peer.name).push(sample)
      progress(`  round ${round}/${rounds}   ${peer.name.padEnd(width)}   ${describe(sample)}`)
    }
  }
  return samples
}
