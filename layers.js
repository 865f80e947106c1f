/**
 * The layers: which package may import which. Lint reads this table (scripts/eslint/layers-rule.js), and nothing else
 * decides it.
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

/**
 * Private packages. `for` says who may import one, provided that its devDependencies name it: sources, which get it
 * inlined at build time, or tests alone.
 */
export const PRIVATE_PACKAGES = {
  shared: { imports: [], node: false, for: 'sources' },
  'test-kit': { imports: [], node: true, for: 'tests' },
}
