/** The sidebar: every page has a place in it. */
import { existsSync } from 'node:fs'

const guide = (text, name) => ({ text, link: `/guides/${name}` })
const page = (text, name) => ({ text, link: `/${name}` })

/** A page that may not be written yet. */
const optional = (text, name) => (existsSync(new URL(`../${name}.md`, import.meta.url)) ? [page(text, name)] : [])

const PACKAGES = ['parser', 'headers', 'streams', 'server', 'client', 'agent', 'compat-node-http']

/** Returns the sidebar. Entries of packages that other packages use, or that exist for compatibility, are not in it: reference.md lists them. */
export const sidebar = () => [
  { text: 'Start', items: [page('Where to begin', ''), page('Try it', 'try'), page('From node:http', 'migration'), page('Adopting it', 'adopting'), page('FAQ', 'faq'), page('Glossary', 'glossary')] },
  {
    text: 'Serve',
    collapsed: false,
    items: [
      guide('A server', 'serve'), guide('Files and ranges', 'files'), guide('Uploads', 'upload'), guide('Streams', 'stream'), guide('Server-Sent Events', 'events'), guide('WebSockets', 'websocket'),
      guide('Unix sockets', 'unix-sockets'), page('https', 'https'),
    ],
  },
  { text: 'Call', collapsed: false, items: [guide('A request', 'call'), guide('Downloads', 'download'), guide('Redirects', 'redirects'), page('From agentkeepalive', 'agent#coming-from-agentkeepalive')] },
  { text: 'Between', collapsed: false, items: [guide('A proxy', 'proxy'), guide('From http-parser-js', 'from-http-parser-js')] },
  {
    text: 'Operate',
    collapsed: false,
    items: [
      guide('Services that you do not change', 'unchanged-services'), guide('Load balancers', 'load-balancers'), page('Shutting down', 'shutdown'), guide('Health checks', 'health'), guide('Metrics', 'metrics'), guide('Logging', 'logging'), guide('Tracing', 'tracing'),
      guide('Cluster', 'cluster'), ...optional('Scaling', 'scaling'), page('HTTP Archives', 'har'),
    ],
  },
  { text: 'Test', collapsed: false, items: [page('Tests without ports', 'testing'), guide('Mocks', 'mocking')] },
  { text: 'Layers', collapsed: true, items: [page('The seven packages', 'layers'), ...PACKAGES.map((name) => page(name, `packages/${name}`)), page('server, in depth', 'server'), page('client, in depth', 'client'), page('agent, in depth', 'agent'), page('Playground of the parser', 'playground')] },
  { text: 'Reference', collapsed: true, items: [page('API, options, errors', 'reference'), page('Errors', 'errors'), ...PACKAGES.map((name) => page(`API of ${name}`, `api/${name}`))] },
  {
    text: 'Background',
    collapsed: true,
    items: [
      page('Architecture', 'architecture'), page('Performance', 'performance'), page('Conformance', 'conformance'), page('Compatibility', 'compatibility'), ...optional('Ecosystem', 'ecosystem'), page('Security', 'security'), page('Reliability', 'reliability'), page('Releases', 'releases'),
      page('Security policy', 'security-policy'), page('Contributing', 'contributing'), page('Behaviours', 'behaviours'), page('Benchmarks', 'benchmarks/'),
    ],
  },
]
