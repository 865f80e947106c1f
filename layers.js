/**
 * The layers: which package may import which. Lint reads this table (eslint.config.js), and nothing else decides it.
 *
 * `node` says whether the package may import Node's built-in modules.
 */
export const LAYERS = {
  parser: { imports: [], node: false },
  headers: { imports: [], node: false },
  streams: { imports: ['headers'], node: true },
  agent: { imports: [], node: true },
  server: { imports: ['parser', 'headers', 'streams'], node: true },
  client: { imports: ['parser', 'headers', 'streams', 'agent'], node: true },
  'compat-node-http': { imports: ['parser', 'headers', 'streams', 'agent', 'server', 'client'], node: true },
}

/** Private packages, inlined at build time or used by tests alone. */
export const PRIVATE_PACKAGES = { shared: 'source', 'test-kit': 'tests' }
