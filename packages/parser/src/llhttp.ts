/** The one llhttp of this package, started at first use or by {@link init}. */
import { imports } from './recorder.js'
import { instantiate, instantiateAsync, type Llhttp } from './wasm/instance.js'

let instance: Llhttp | undefined

/** Returns llhttp, which the first call compiles. */
export function llhttp(): Llhttp {
  return (instance ??= instantiate(imports))
}

/**
 * Compiles llhttp in the background. Only needed where a module of this size must not be compiled synchronously, as on the main thread of some
 * browsers: wait for it there before a parser reads. Elsewhere the first parser that reads compiles it.
 */
export async function init(): Promise<void> {
  if (instance !== undefined) return
  const made = await instantiateAsync(imports)
  instance ??= made
}
