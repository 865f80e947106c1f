/** Measures the memory that a value keeps, for strings that may be views of larger ones. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options?: { type: 'minor' }) => void

let collect: Collect | undefined

/** Returns V8's `gc()`. With `{ type: 'minor' }` it collects the young generation only. */
export function garbageCollector(): Collect {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as Collect
  }
  return collect
}

function collectGarbage(): void {
  const collect = garbageCollector()
  // Objects that finalizers and weak references kept may need a second run.
  collect()
  collect()
}

/**
 * Returns the bytes of heap for each of the `count` values that `make` keeps. It is the median of {@link ROUNDS} rounds, since
 * compiled and discarded code, and the test runner's own work, change the heap of a single round by up to 200 KB.
 */
export async function keptBytes(count: number, make: (keep: (value: unknown) => void, i: number) => void | Promise<void>): Promise<number> {
  // The first calls compile code and fill caches.
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
  // Keeps the values alive until here.
  return values.length === count ? (after - before) / count : NaN
}

const WARM_UP = 50
const ROUNDS = 3
