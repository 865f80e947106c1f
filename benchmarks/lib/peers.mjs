/** Peers that several suites have in common. Those with a `runtime` take part if `--peer` names it. */

const OURS = '@layered-http/compat-node-http'

const MODULES = [
  { name: 'layered-http', module: OURS },
  { name: 'node:http', module: 'node:http' },
  { name: 'node:http, Node 26', module: 'node:http', runtime: 'node26' },
  { name: 'node:http, Bun', module: 'node:http', runtime: 'bun' },
  { name: 'node:http, Deno', module: 'node:http', runtime: 'deno' },
]

const HTTPS_MODULES = [
  { name: 'layered-http', module: `${OURS}/https` },
  { name: 'node:https', module: 'node:https' },
  { name: 'node:https, Node 26', module: 'node:https', runtime: 'node26' },
  { name: 'node:https, Bun', module: 'node:https', runtime: 'bun' },
  { name: 'node:https, Deno', module: 'node:https', runtime: 'deno' },
]

/** The flag with which imports of `node:http` get ours. */
const PRELOAD = ['--import', import.meta.resolve(`${OURS}/register`)]

/** Peers that run a program with the name of a module with the interface of `node:http`: ours, Node's own, and those of other runtimes. */
export function modulePeers(program, ...programArguments) {
  return MODULES.map(({ name, module, runtime }) => ({ name, runtime, program, arguments: [module, ...programArguments] }))
}

/** The same over TLS: modules with the interface of `node:https`. */
export function httpsPeers(program, ...programArguments) {
  return HTTPS_MODULES.map(({ name, module, runtime }) => ({ name, runtime, program, arguments: [module, ...programArguments, 'tls'] }))
}

/** Peers that run a program that imports `node:http`: with ours preloaded, and without. */
export function preloadPeers(program, ...programArguments) {
  return MODULES.map(({ name, module, runtime }) => ({ name, runtime, program, arguments: programArguments, flags: module === OURS ? PRELOAD : [] }))
}

/** A program without HTTP. */
export function rawPeer(program, ...programArguments) {
  return { name: 'raw net (floor)', program, arguments: programArguments }
}

/** A program with TLS and without HTTP. */
export function rawTlsPeer(program, ...programArguments) {
  return { name: 'raw tls (floor)', program, arguments: [...programArguments, 'tls'] }
}

/** Servers for a scenario, over TLS. */
export function httpsServerPeers(scenario) {
  return [...httpsPeers('peers/http-server.mjs', scenario), rawTlsPeer('peers/raw-server.mjs', scenario)]
}

/** Servers for a scenario. */
export function serverPeers(scenario) {
  return [...modulePeers('peers/http-server.mjs', scenario), rawPeer('peers/raw-server.mjs', scenario)]
}

/** Servers for a scenario that has a `fetch`. */
export function serverPeersWithFetch(scenario) {
  return [...serverPeers(scenario), { name: 'Bun.serve', runtime: 'bun', program: 'peers/bun-serve.mjs', arguments: [scenario] }]
}

/** Clients for a scenario, over TLS. */
export function httpsClientPeers(scenario) {
  return [
    ...httpsPeers('peers/http-client.mjs', scenario),
    { name: 'undici request', program: 'peers/undici-client.mjs', arguments: ['request', scenario, 'tls'] },
    rawTlsPeer('peers/raw-client.mjs', scenario),
  ]
}

/** Clients for a scenario. */
export function clientPeers(scenario) {
  return [
    ...modulePeers('peers/http-client.mjs', scenario),
    { name: 'undici request', program: 'peers/undici-client.mjs', arguments: ['request', scenario] },
    { name: 'undici dispatch', program: 'peers/undici-client.mjs', arguments: ['dispatch', scenario] },
    rawPeer('peers/raw-client.mjs', scenario),
  ]
}
