/** `npm run reliability -- <proof> …`: proofs of reliability, on the built packages. */
import { runInForeground } from './foreground.mjs'
import { setUp } from './set-up.mjs'

export default async function reliability(args) {
  await setUp()
  return runInForeground('internal/integration/reliability/main.mjs', args)
}
