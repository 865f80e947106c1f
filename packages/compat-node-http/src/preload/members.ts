/** Members of module objects: copied, replaced in place, forwarded. */
import { MODULE_NAMES, type ModuleName, type Modules } from '../module-objects.js'

/**
 * Members that are not replaced. Node's own `http` reads its global agent there: with ours in its place, requests of `builtinHttp` would use our agent.
 */
const KEPT: Partial<Record<ModuleName, string>> = { _http_agent: 'globalAgent' }

/** Returns a new object with the members that `object` has now. */
export function membersOf(object: object): object {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(object))
}

/** Returns a copy of `object`; `use` is called each time a function is read from the copy. */
export function watchFunctions<Module extends object>(object: Module, use: () => void): Module {
  const watched = Object.getOwnPropertyDescriptors(object) as Record<string, PropertyDescriptor>
  for (const [key, descriptor] of Object.entries(watched)) {
    const { value } = descriptor as { value: unknown }
    if (typeof value !== 'function') continue
    const set = (replacement: unknown): void => {
      Object.defineProperty(copy, key, { ...descriptor, value: replacement })
    }
    watched[key] = {
      get() {
        use()
        return value
      },
      set,
      enumerable: true,
      configurable: true,
    }
  }
  const copy = Object.defineProperties({}, watched)
  return copy as Module
}

/**
 * Replaces the members of `theirs` by those of `ours`, with their flags. Members that only `theirs` has stay.
 *
 * @throws TypeError if a member cannot be replaced; then no member is replaced
 */
export function replaceMembers(theirs: Modules, ours: Modules): void {
  for (const name of MODULE_NAMES) checkMembers(name, theirs[name], ours[name])
  for (const name of MODULE_NAMES) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(ours[name]))) {
      if (KEPT[name] !== key) Object.defineProperty(theirs[name], key, descriptor)
    }
  }
}

/** Throws if a member cannot be replaced because a tool, loaded earlier, froze it. A process must not go on with half of the members replaced. */
function checkMembers(name: string, theirs: object, ours: object): void {
  for (const key of Object.keys(ours)) {
    const before = Object.getOwnPropertyDescriptor(theirs, key)
    if (before === undefined ? !Object.isExtensible(theirs) : !before.configurable) {
      throw new TypeError(`Cannot replace ${key} of node:${name}: it was made read-only before @layered-http/compat-node-http/register was loaded`)
    }
  }
}

/** Forwards reads and writes of the members of `from` to `to`, for programs that got this package's object before the preload. */
export function forwardMembers(from: object, to: object): void {
  for (const key of Object.keys(from)) {
    Object.defineProperty(from, key, {
      get: () => Reflect.get(to, key) as unknown,
      set: (value: unknown) => Reflect.set(to, key, value),
      enumerable: true,
      configurable: true,
    })
  }
}
