/** What a value keeps in memory, measured: for strings that may be views of larger ones. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  // The first run may leave to the second what finalizers and weak references held.
  collect()
  collect()
}

/**
 * Bytes of heap for each of `count` values that `make` keeps: the median of {@link ROUNDS} rounds, since code that is
 * compiled or thrown away, and the runner's own work, change the heap of a single one by up to 200 KB.
 */
export async function keptBytes(count: number, make: (keep: (value: unknown) => void, i: number) => void | Promise<void>): Promise<number> {
  // The first rounds compile, and fill caches.
  for (let i = 0; i < WARM_UP; i++) await make(() => {}, i)
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await keptInOneRound(count, make))
  return rounds.sort((a, b) => a - b)[(ROUNDS - 1) / 2]!
}

async function keptInOneRound(count: number, make: Parameters<typeof keptBytes>[1]): Promise<number> {
  const values = new Array<unknown>(count).fill(null)
  let at = 0
  const keep = (value: unknown): void => {
    values[at++] = value
  }
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < count; i++) await make(keep, i)
  collectGarbage()
  const after = process.memoryUsage().heapUsed
  if (at !== count) throw new Error(`${at} of ${count} values were kept`)
  // So that they live until here.
  return values.length === count ? (after - before) / count : NaN
}

const WARM_UP = 50
const ROUNDS = 3
