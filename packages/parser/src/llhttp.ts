/** The one llhttp of this package, started at first use or by {@link init}. */
import { imports } from './recorder.js'
import { start, type Llhttp } from './wasm/instance.js'
import { compileOwn, compileOwnLater, moduleOf, type WasmSource } from './wasm/module.js'

let instance: Llhttp | undefined

/**
 * Returns llhttp, which the first call compiles.
 *
 * @throws Error ERR_WASM_UNAVAILABLE if WebAssembly is missing, or may not be compiled here
 */
export function llhttp(): Llhttp {
  return (instance ??= start(compileOwn(), imports))
}

/**
 * Starts llhttp before a parser reads. Only needed where a module of this size must not be compiled synchronously, as on the main thread of some browsers, or
 * where a program may not compile at all: wait for it there. Elsewhere the first parser that reads starts it. If llhttp runs already, nothing happens.
 *
 * @param source - the module: compiled, as bytes, as a `Response` or as a `URL`, which may be that of a file in Node. The package has it as
 *   `@layered-http/parser/parser.wasm`, and for processors without SIMD as `@layered-http/parser/parser-no-simd.wasm`. Without it, the module inside of this file is compiled
 * @throws ERR_WASM_UNAVAILABLE if WebAssembly is missing, or may not be compiled here; ERR_INVALID_ARG_TYPE or ERR_INVALID_ARG_VALUE for a wrong source
 */
export async function init(source?: WasmSource | PromiseLike<WasmSource>): Promise<void> {
  if (instance !== undefined) return
  const module = source === undefined ? await compileOwnLater() : await moduleOf(await source)
  instance ??= start(module, imports)
}
