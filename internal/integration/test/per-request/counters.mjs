/** Counts what happens in this thread: asynchronous resources by kind, what is written to sockets, listeners added to them. */
import { createHook } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import net from 'node:net'

/** Kinds of `async_hooks`: every call of `process.nextTick`, every timer, every promise. */
const KINDS = { TickObject: 'ticks', Timeout: 'timers', Immediate: 'immediates', PROMISE: 'promises' }

/** Methods whose calls on a socket count. A stream's `_write` and `_writev` are what reaches the system: what is corked is one call. */
const METHODS = [
  [EventEmitter.prototype, ['on', 'addListener', 'prependListener'], 'listeners'],
  [net.Socket.prototype, ['_write', '_writev'], 'writes'],
]

const NONE = { ticks: 0, timers: 0, immediates: 0, writes: 0, promises: 0, listeners: 0 }

/** What `act` makes happen until its promise is settled. */
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

/** What one more of `times` costs: the difference between many and few, without what happens once. In hundredths, as a clock may tick in between. */
export async function countEach(act, few, many) {
  const first = await countDuring(() => act(few))
  const second = await countDuring(() => act(many))
  return Object.fromEntries(Object.keys(NONE).map((name) => [name, Math.round((100 * (second[name] - first[name])) / (many - few)) / 100]))
}
