/** The implementations that a proof runs on: ours, and the `node:http` of the Node that runs it. */

export const IMPLEMENTATIONS = {
  ours: { label: 'layered-http', load: async () => ({ http: (await import('@layered-http/compat-node-http')).default, https: (await import('@layered-http/compat-node-http/https')).default }) },
  node: { label: 'node:http', load: async () => ({ http: (await import('node:http')).default, https: (await import('node:https')).default }) },
}

/** Returns `{ http, https }` of the implementation that `--http` names. */
export function loadHttp(name) {
  return IMPLEMENTATIONS[name].load()
}
