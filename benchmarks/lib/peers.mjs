/** Peers that several suites have in common. Those with a `runtime` take part if `--peer` names it. */

const OURS = '@layered-http/compat-node-http'

const MODULES = [
  { name: 'layered-http', module: OURS },
  { name: 'node:http', module: 'node:http' },
  { name: 'node:http, Node 26', module: 'node:http', runtime: 'node26' },
  { name: 'node:http, Bun', module: 'node:http', runtime: 'bun' },
  { name: 'node:http, Deno', module: 'node:http', runtime: 'deno' },
]

/** What makes modules that ask for `node:http` get ours. */
const PRELOAD = ['--import', import.meta.resolve(`${OURS}/register`)]

/** A program that is given the name of a module that looks like `node:http`, with ours, Node's own, and those of other runtimes. */
export function modulePeers(program, ...programArguments) {
  return MODULES.map(({ name, module, runtime }) => ({ name, runtime, program, arguments: [module, ...programArguments] }))
}

/** A program that asks for `node:http`, with and without ours preloaded. */
export function preloadPeers(program, ...programArguments) {
  return MODULES.map(({ name, module, runtime }) => ({ name, runtime, program, arguments: programArguments, flags: module === OURS ? PRELOAD : [] }))
}

/** A program without HTTP. */
export function rawPeer(program, ...programArguments) {
  return { name: 'raw net (floor)', program, arguments: programArguments }
}

/** Servers for a scenario. */
export function serverPeers(scenario) {
  return [...modulePeers('peers/http-server.mjs', scenario), rawPeer('peers/raw-server.mjs', scenario)]
}

/** Servers for a scenario that has a `fetch`. */
export function serverPeersWithFetch(scenario) {
  return [...serverPeers(scenario), { name: 'Bun.serve', runtime: 'bun', program: 'peers/bun-serve.mjs', arguments: [scenario] }]
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
