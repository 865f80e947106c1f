/** WebSocket and its events, which `node:http` has as well: the globals, looked up when they are asked for. */

/** Undefined where this Node has no such global: WebSocket before 22, CloseEvent before 23. */
export function globalNamed(name: 'WebSocket' | 'CloseEvent' | 'MessageEvent'): unknown {
  return (globalThis as Record<string, unknown>)[name]
}
