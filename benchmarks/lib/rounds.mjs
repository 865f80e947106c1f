/** Interleaving: A B C A B C …, or in short turns A B C C B A …, so that a slow time of the machine affects all peers. */
import { progress } from './progress.mjs'

/** Seconds that a measurement needs for starting, checking and stopping. */
const AROUND = 1

/** Length of a turn of {@link interleaveTurns}, in seconds: the speed of a virtual machine can change within a few. */
export const TURN = 1

/** Returns the seconds that {@link interleave} or {@link interleaveTurns} takes if a measurement takes `seconds`. */
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
  const samples = new Samples({ peers, rounds, describe })
  for (let round = 1; round <= rounds; round++) {
    for (const peer of peers) samples.add(peer, round, await measure(peer).catch(nameError(peer, round)))
  }
  return samples.byName
}

/**
 * Measures every peer once a round, in turns: the processes of all peers live at once, and each works only in its turns. After every turn of all peers the order is reversed.
 *
 * @param measure - an async generator: it starts the peer, yields before each of its turns, and returns the sample. All peers have the same number of turns
 */
export async function interleaveTurns({ peers, rounds, measure, describe }) {
  const samples = new Samples({ peers, rounds, describe })
  for (let round = 1; round <= rounds; round++) {
    let running = peers.map((peer) => ({ peer, steps: measure(peer) }))
    try {
      while (running.length > 0) {
        const left = []
        for (const one of running) {
          const { done, value } = await one.steps.next().catch(nameError(one.peer, round))
          if (done) samples.add(one.peer, round, value)
          else left.unshift(one)
        }
        running = left
      }
    } finally {
      // After an error the programs of the other peers are stopped.
      for (const { steps } of running) await steps.return()
    }
  }
  return samples.byName
}

/** Runs a measurement of {@link interleaveTurns} alone, without waiting for other peers. */
export async function inOneGo(steps) {
  for (;;) {
    const { done, value } = await steps.next()
    if (done) return value
  }
}

/** The samples of each peer, and the progress. */
class Samples {
  byName
  #rounds
  #describe
  #width

  constructor({ peers, rounds, describe }) {
    this.byName = new Map(peers.map(({ name }) => [name, []]))
    this.#rounds = rounds
    this.#describe = describe
    this.#width = Math.max(...peers.map(({ name }) => name.length))
  }

  add({ name }, round, sample) {
    this.byName.get(name).push(sample)
    progress(`  round ${round}/${this.#rounds}   ${name.padEnd(this.#width)}   ${this.#describe(sample)}`)
  }
}

function nameError({ name }, round) {
  return (error) => {
    throw new Error(`${name}, round ${round}: ${error.message}`, { cause: error })
  }
}
