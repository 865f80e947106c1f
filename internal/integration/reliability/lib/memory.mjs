/** What a process holds after a collection of garbage. Needs `--expose-gc`, and must be loaded before the implementation. */

/** Collections after which nothing more is found: one may queue finalizers whose objects the next one frees. */
const COLLECTIONS = 3

/** The memories of all WebAssembly instances that are made from now on. */
const memories = []
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, args) {
    const instance = new target(...args)
    memories.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory))
    return instance
  },
})

export async function collectGarbage() {
  for (let i = 0; i < COLLECTIONS; i++) {
    globalThis.gc()
    await new Promise(setImmediate)
  }
}

/** Bytes that the process itself holds: objects and buffers, without what the kernel and the allocator have. */
export async function heldBytes() {
  await collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/**
 * `{ heap, external, rss, wasm, handles, listeners }`: bytes, active handles of the event loop, and listeners of `emitters` and the process.
 */
export async function sampleOf(emitters = []) {
  await collectGarbage()
  const { heapUsed: heap, external, rss } = process.memoryUsage()
  return {
    heap,
    external,
    rss,
    wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    handles: process.getActiveResourcesInfo().length,
    listeners: [process, ...emitters].reduce((sum, emitter) => sum + emitter.eventNames().reduce((count, name) => count + emitter.listenerCount(name), 0), 0),
  }
}
