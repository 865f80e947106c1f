/**
 * Compares async contexts. Since Node 24 an AsyncResource carries the stores of all AsyncLocalStorage in one object, its frame, under a symbol that is not
 * documented. Where there is none, contexts cannot be compared, and the answer is that they differ.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'

type Framed = AsyncResource & Readonly<Record<symbol, unknown>>

/** The symbol, or null if this runtime has no frames. undefined: not looked for yet. */
let frameKey: symbol | null | undefined

/** Returns true if the code that runs has the same frame as `resource`: entering the context of `resource` would not change what any AsyncLocalStorage returns. */
export function hasFrameOf(resource: AsyncResource): boolean {
  if (frameKey === undefined) frameKey = findFrameKey()
  if (frameKey === null) return false
  return (new AsyncResource('HTTPCONTEXT') as Framed)[frameKey] === (resource as Framed)[frameKey]
}

function findFrameKey(): symbol | null {
  const key = Object.getOwnPropertySymbols(new AsyncResource('HTTPCONTEXT')).find((symbol) => symbol.description === 'context_frame')
  if (key === undefined) return null
  // Node 22 has the symbol, and frames only with a flag. run() leaves a frame behind, which must not stay in the caller's context.
  const storage = new AsyncLocalStorage<boolean>()
  const isInUse = new AsyncResource('HTTPCONTEXT').runInAsyncScope(() => storage.run(true, () => (new AsyncResource('HTTPCONTEXT') as Framed)[key] !== undefined))
  // Without frames a storage in use slows each async operation of the process.
  storage.disable()
  return isInUse ? key : null
}
