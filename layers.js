/**
 * The layers: which package may import which. This table is the only place that decides it.
 * Lint enforces it (scripts/eslint/layers-rule.js).
 *
 * `node` is true if the package may import Node's built-in modules.
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
 * Private packages. `for` is the kind of files that may import one, if their package's devDependencies name it: sources, into which
 * the build inlines it, or only tests.
 */
export const PRIVATE_PACKAGES = {
  shared: { imports: [], node: false, for: 'sources' },
  'test-kit': { imports: [], node: true, for: 'tests' },
}
