/** Members of module objects: copied, replaced in place, forwarded. */
import { MODULE_NAMES, type ModuleName, type Modules } from '../module-objects.js'

/**
 * Members that stay Node's: its own `http` reads and writes its global agent there, and would give ours to the requests of `builtinHttp`.
 */
const KEPT: Partial<Record<ModuleName, string>> = { _http_agent: 'globalAgent' }

/** A new object with the members that `object` has now. */
export function membersOf(object: object): object {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(object))
}

/** A copy of `object`; `use` is called when a function is read from it. */
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
 * Replaces the members of `theirs` by those of `ours`, with their flags. What only `theirs` has stays.
 *
 * @throws TypeError if a member cannot be replaced; nothing was replaced then
 */
export function replaceMembers(theirs: Modules, ours: Modules): void {
  for (const name of MODULE_NAMES) checkMembers(name, theirs[name], ours[name])
  for (const name of MODULE_NAMES) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(ours[name]))) {
      if (KEPT[name] !== key) Object.defineProperty(theirs[name], key, descriptor)
    }
  }
}

/** A process that is half Node's and half ours must not run on: a tool that was loaded before has frozen the module. */
function checkMembers(name: string, theirs: object, ours: object): void {
  for (const key of Object.keys(ours)) {
    const before = Object.getOwnPropertyDescriptor(theirs, key)
    if (before === undefined ? !Object.isExtensible(theirs) : !before.configurable) {
      throw new TypeError(`Cannot replace ${key} of node:${name}: it was made read-only before @layered-http/compat-node-http/register was loaded`)
    }
  }
}

/** Makes each member of `from` that of `to`, both ways: for programs that hold the object of this package from before the preload. */
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
