/** The order in which the peers of a benchmark work. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { interleaveTurns } from '../../../benchmarks/lib/rounds.mjs'

interface Peer {
  readonly name: string
}

const peers: Peer[] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]

let log: string[]

beforeEach(() => {
  log = []
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})

afterEach(() => vi.restoreAllMocks())

/** A measurement of two turns; that of `failing` ends with an error in its first. */
function measureWith(failing?: string) {
  return async function* ({ name }: Peer): AsyncGenerator<undefined, string> {
    log.push(`start ${name}`)
    try {
      for (const turn of [1, 2]) {
        yield
        if (name === failing) throw new Error('wrong: no response')
        log.push(`${name}${turn}`)
      }
      return `sample of ${name}`
    } finally {
      log.push(`stop ${name}`)
    }
  }
}

test('all peers of a round live at once, and after each turn of all the order is reversed', async () => {
  const samples = (await interleaveTurns({ peers, rounds: 2, measure: measureWith(), describe: String })) as Map<string, string[]>
  const round = ['start a', 'start b', 'start c', 'c1', 'b1', 'a1', 'a2', 'stop a', 'b2', 'stop b', 'c2', 'stop c']
  expect(log).toEqual([...round, ...round])
  expect([...samples]).toEqual(peers.map(({ name }) => [name, [`sample of ${name}`, `sample of ${name}`]]))
})

test('an error names its peer and its round, and the other peers are stopped', async () => {
  const failed = interleaveTurns({ peers, rounds: 2, measure: measureWith('b'), describe: String }) as Promise<unknown>
  await expect(failed).rejects.toThrow('b, round 1: wrong: no response')
  expect(log.filter((entry) => entry.startsWith('stop')).sort()).toEqual(['stop a', 'stop b', 'stop c'])
})
