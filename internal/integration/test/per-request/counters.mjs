/** Counts in this thread: asynchronous resources by kind, writes to sockets, and listeners added to them. */
import { createHook } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import net from 'node:net'

/** Kinds of `async_hooks`: every call of `process.nextTick`, every timer, every promise. */
const KINDS = { TickObject: 'ticks', Timeout: 'timers', Immediate: 'immediates', PROMISE: 'promises' }

/** Methods whose calls on a socket are counted. A call of `_write` or `_writev` reaches the system; corked writes are one call. */
const METHODS = [
  [EventEmitter.prototype, ['on', 'addListener', 'prependListener'], 'listeners'],
  [net.Socket.prototype, ['_write', '_writev'], 'writes'],
]

const NONE = { ticks: 0, timers: 0, immediates: 0, writes: 0, promises: 0, listeners: 0 }

/** Returns the counts from the call of `act` until its promise is settled. */
export async function countDuring(act) {
  const counts = { ...NONE }
  const hook = createHook({
    init(_id, type) {
      const name = KINDS[type]
      if (name !== undefined) counts[name]++
    },
  })
  const restore = METHODS.flatMap(([prototype, methods, name]) => methods.map((method) => countCalls(prototype, method, () => counts[name]++)))
  hook.enable()
  try {
    await act()
  } finally {
    hook.disable()
    for (const undo of restore) undo()
  }
  return counts
}

function countCalls(prototype, method, count) {
  const original = prototype[method]
  prototype[method] = function (...args) {
    if (this instanceof net.Socket) count()
    return original.apply(this, args)
  }
  return () => (prototype[method] = original)
}

/** Returns the counts for one repetition, from the difference between many and few, so that one-time work does not count. Rounded to hundredths, since a clock may tick meanwhile. */
export async function countEach(act, few, many) {
  const first = await countDuring(() => act(few))
  const second = await countDuring(() => act(many))
  return Object.fromEntries(Object.keys(NONE).map((name) => [name, Math.round((100 * (second[name] - first[name])) / (many - few)) / 100]))
}
