/** Interleaving: A B C A B C …, so that a machine that slows down slows all of them down. */
import { progress } from './progress.mjs'

/** Seconds that starting, checking and stopping take of a measurement. */
const AROUND = 1

/** Seconds that {@link interleave} takes, if a measurement takes `seconds`. */
export function durationOf({ peers, rounds, seconds }) {
  return peers.length * rounds * (seconds + AROUND)
}

/**
 * Measures every peer once a round.
 *
 * @param measure - gives the sample of one peer in a process of its own
 * @param describe - a sample as a few words, for the progress
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
