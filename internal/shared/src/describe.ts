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

/** ` Received …`, the end of an ERR_INVALID_ARG_TYPE message. */
export function describeReceived(value: unknown): string {
  if (value === null || value === undefined) return ` Received ${value}`
  if (typeof value === 'function') return ` Received function ${value.name}`
  if (typeof value === 'object') {
    const name = (value as { constructor?: { name?: string } }).constructor?.name
    return name ? ` Received an instance of ${name}` : ' Received [Object: null prototype]'
  }
  let shown = inspectPrimitive(value)
  if (shown.length > MAX_SHOWN) shown = `${shown.slice(0, SHOWN_WHEN_CUT)}...`
  return ` Received type ${typeof value} (${shown})`
}
