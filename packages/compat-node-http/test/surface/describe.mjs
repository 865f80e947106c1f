/**
 * Describes the surface of an http module as plain data: names, kinds, arity and descriptors. The same function describes Node's
 * module and ours. It does not describe functions any further.
 */
const CLASSES = ['Agent', 'ClientRequest', 'IncomingMessage', 'OutgoingMessage', 'Server', 'ServerResponse']
export const LEGACY_MODULES = ['_http_agent', '_http_client', '_http_common', '_http_incoming', '_http_outgoing', '_http_server']

/** False for symbols that only Node's own modules can access. */
const isPublic = (key) => typeof key === 'string' || nameOf(key) !== undefined

/** Returns the name of a key. Node 20 has other descriptions for its symbols. */
function nameOf(key) {
  if (typeof key === 'string') return key
  if (key === Symbol.asyncDispose) return 'Symbol.asyncDispose'
  if (key === Symbol.for('nodejs.rejection')) return 'Symbol.for(nodejs.rejection)'
  return undefined
}

/** `{ member: 'kind arity flags' }`, where flags are letters: w(ritable), e(numerable), c(onfigurable), g(et), s(et). */
function members(object) {
  const keys = Reflect.ownKeys(object).filter(isPublic)
  return Object.fromEntries(keys.map((key) => [nameOf(key), member(Object.getOwnPropertyDescriptor(object, key))]))
}

function member({ value, get, set, writable, enumerable, configurable }) {
  const flags = [writable && 'w', enumerable && 'e', configurable && 'c', get && 'g', set && 's'].filter(Boolean).join('')
  const kind = get || set ? 'accessor' : typeof value === 'function' ? `function/${value.length}` : Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  return `${kind} ${flags}`.trim()
}

/** @param http - the module object. @param https - that of https. @param modules - the `_http_*` module objects by name */
export function describe(http, https, modules) {
  const classes = CLASSES.flatMap((name) => [
    [`${name} (static)`, members(http[name])],
    [`${name}.prototype`, members(http[name].prototype)],
  ])
  const secure = ['Agent', 'Server'].flatMap((name) => [
    [`https.${name} (static)`, members(https[name])],
    [`https.${name}.prototype`, members(https[name].prototype)],
  ])
  const legacy = LEGACY_MODULES.map((name) => [name, members(modules[name])])
  return Object.fromEntries([['http', members(http)], ...classes, ['https', members(https)], ...secure, ...legacy])
}
