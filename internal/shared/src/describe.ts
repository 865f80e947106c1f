/** How Node's error messages name a value that was not wanted. No `node:util` here: some packages run in browsers. */

/** Longest value that a message shows in full; source: Node's ERR_INVALID_ARG_TYPE messages. */
const MAX_SHOWN = 28
const SHOWN_WHEN_CUT = 25

/** A primitive as `util.inspect` shows it. */
export function inspectPrimitive(value: unknown): string {
  if (typeof value === 'string') {
    const quote = !value.includes("'") ? "'" : !value.includes('"') ? '"' : !value.includes('`') ? '`' : "'"
    const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"')
    return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote
  }
  if (typeof value === 'bigint') return `${value}n`
  if (Object.is(value, -0)) return '-0'
  return String(value)
}

/** True if the object, or a class of the user that it belongs to, has a `toString` of its own. Those of built-in classes do not count. */
function hasOwnText(value: object): boolean {
  const { toString } = value as { toString?: unknown }
  return typeof toString === 'function' && toString !== Object.prototype.toString && toString !== Array.prototype.toString
}

/** One level of an object or array, as `util.inspect` with depth 0 shows it: what is deeper is `[Object]` or `[Array]`. */
function inspectShallow(value: object): string {
  const inner = (item: unknown): string => {
    if (typeof item === 'function') return item.name === '' ? '[Function (anonymous)]' : `[Function: ${item.name}]`
    if (typeof item !== 'object' || item === null) return inspectPrimitive(item)
    if (Array.isArray(item)) return item.length === 0 ? '[]' : '[Array]'
    return Object.keys(item).length === 0 ? '{}' : '[Object]'
  }
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${Array.from(value, inner).join(', ')} ]`
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null
  const className = prototype === null ? '[Object: null prototype]' : (prototype.constructor?.name ?? 'Object')
  const prefix = className === 'Object' ? '' : `${className} `
  const members = Object.entries(value).map(([key, item]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : inspectPrimitive(key)}: ${inner(item)}`)
  return members.length === 0 ? `${prefix}{}` : `${prefix}{ ${members.join(', ')} }`
}

/**
 * A value where a message of Node's names something, a header for one: as `util.format('%s')` has it. Exact for strings,
 * primitives, functions, plain objects and arrays up to a line's length; other built-in classes show their own string.
 */
export function describeName(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? String(value) : inspectPrimitive(value)
  return hasOwnText(value) ? String(value as { toString(): string }) : inspectShallow(value)
}

/** ` Received …`, the end of an ERR_INVALID_ARG_TYPE message. */
export function describeReceived(value: unknown): string {
  if (value === null || value === undefined) return ` Received ${value}`
  if (typeof value === 'function') return ` Received function ${value.name}`
  if (typeof value === 'object') {
    const name = (value as { constructor?: { name?: string } }).constructor?.name
    return name ? ` Received an instance of ${name}` : ` Received [Object: null prototype] ${Object.keys(value).length === 0 ? '{}' : '{ … }'}`
  }
  let shown = inspectPrimitive(value)
  if (shown.length > MAX_SHOWN) shown = `${shown.slice(0, SHOWN_WHEN_CUT)}...`
  return ` Received type ${typeof value} (${shown})`
}
