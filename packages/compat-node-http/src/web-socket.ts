/**
 * WebSocket and its events, which `node:http` has as well: the globals, looked up when they are asked for.
 *
 * What may live here: that look-up, and what stands for a global that Node has not loaded yet. Reading one loads all of Node's undici: 70 ms of CPU and 13 MB.
 */

export type GlobalName = 'WebSocket' | 'CloseEvent' | 'MessageEvent'

/** Undefined where this Node has no such global: WebSocket before 22, CloseEvent before 23. */
export function globalNamed(name: GlobalName): unknown {
  return (globalThis as Record<string, unknown>)[name]
}

/**
 * Returns the value for an ES export named `name`, which has to exist when the module is evaluated. It is what `module[name]` is, unless that would make Node load the
 * class. Then it is a stand-in, which loads the class when it is first used, and calls `settle` so that the export becomes the class itself.
 *
 * @param module - the module object: a program may have replaced its member
 */
export function exportedGlobal<Value>(module: object, name: GlobalName, settle: (value: Value) => void): Value {
  return (isUnread(module, name) ? standIn(name, () => settle(globalNamed(name) as Value)) : Reflect.get(module, name)) as Value
}

/** True if `module` has our accessor for `name`, and Node may not have loaded the class. */
function isUnread(module: object, name: GlobalName): boolean {
  const getter = Object.getOwnPropertyDescriptor(module, name)?.get
  return getter !== undefined && ours.has(getter) && name in globalThis && !isLoaded()
}

/** True if Node has loaded them. `process.moduleLoadList` is not documented, and a descriptor of the global would load it. */
function isLoaded(): boolean {
  return (process as { moduleLoadList?: readonly string[] }).moduleLoadList?.includes('NativeModule internal/deps/undici/undici') ?? false
}

/** The accessors that only look up a global. */
const ours = new WeakSet<() => unknown>()

/** Tells that the members of `module` with these names are accessors that only look up a global. */
export function markGlobals(module: object, names: readonly GlobalName[]): void {
  for (const name of names) ours.add(Object.getOwnPropertyDescriptor(module, name)!.get!)
}

/** Returns a class that is the global `name` in every use but a comparison. `onUse` is called before each use. */
function standIn(name: GlobalName, onUse: () => void): object {
  const handler: ProxyHandler<object> = {}
  for (const trap of Reflect.ownKeys(Reflect) as (keyof typeof Reflect)[]) {
    if (typeof Reflect[trap] !== 'function') continue
    Object.defineProperty(handler, trap, {
      value(_target: object, ...rest: unknown[]): unknown {
        onUse()
        const real = globalNamed(name)
        // `new` of the stand-in itself is `new` of the class; a subclass stays the subclass.
        if (trap === 'construct' && rest[1] === proxy) rest[1] = real
        return (Reflect[trap] as (...args: unknown[]) => unknown)(real, ...rest)
      },
    })
  }
  // A class, so that it can be extended and called with `new`. Its own `prototype` could not be answered otherwise, so the target is a function without one.
  const proxy: object = new Proxy(function () {}.bind(undefined), handler)
  return proxy
}
