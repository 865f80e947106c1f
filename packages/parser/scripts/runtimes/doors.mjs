/**
 * The doors: each way of starting the parser, tried on a copy of the package of its own, because a copy starts only once.
 * What may live here: code that runs in every runtime.
 */

/**
 * By name: a function that starts a copy, before its first parser reads.
 *
 * `sources` has what differs between runtimes: `bytes()`, `response()` and `module()` return the WebAssembly file as such, or a promise of it; `url` is its address.
 */
const DOORS = {
  nothing: () => undefined,
  'init()': ({ init }) => init(),
  'init(bytes)': async ({ init }, { bytes }) => init(await bytes()),
  'init(Response)': ({ init }, { response }) => init(response()),
  'init(URL)': ({ init }, { url }) => init(url),
  'init(module)': ({ init }, { module }) => init(module()),
}

export const DOOR_NAMES = Object.keys(DOORS)

/**
 * Tries each door.
 *
 * @param copyOf - returns a promise of a new copy of the package with the smoke test, for a number
 * @returns by door: `works`, or the code or text of the error
 */
export async function tryDoors(copyOf, sources) {
  const results = {}
  for (const [number, name] of DOOR_NAMES.entries()) results[name] = await tryDoor(name, await copyOf(number), sources)
  return results
}

async function tryDoor(name, copy, sources) {
  try {
    await DOORS[name](copy, sources)
    copy.smoke()
    return 'works'
  } catch (error) {
    return error.code ?? `${error.name}: ${error.message}`
  }
}
