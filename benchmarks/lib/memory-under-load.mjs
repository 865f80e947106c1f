/** The memory of a program while it works: looked at again and again, without garbage collections. */
import { setTimeout } from 'node:timers/promises'
import { median } from './statistics.mjs'

/** Milliseconds between two looks. */
const PACE = 100

/**
 * Looks until the returned function is called, which resolves with `{ memory: { rss, heap, external } }` in bytes. RSS is the largest, which
 * is what a limit of memory is compared with. Of the heap, which every collection makes smaller, and of the memory outside of it, it is the median.
 */
export function watchMemory(program) {
  const looks = []
  let isOver = false
  const over = (async () => {
    while (!isOver) {
      looks.push(await program.ask('footprint'))
      await setTimeout(PACE)
    }
  })()
  return async () => {
    isOver = true
    await over
    const all = (key) => looks.map((look) => look[key])
    return { memory: { rss: Math.max(...all('rss')), heap: median(all('heapUsed')), external: median(all('external')) } }
  }
}
