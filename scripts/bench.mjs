/** `npm run bench -- <suite> …`: the benchmarks, on the built packages. */
import { runInForeground } from './foreground.mjs'
import { setUp } from './set-up.mjs'

export default async function bench(args) {
  await setUp()
  return runInForeground('benchmarks/main.mjs', args)
}
