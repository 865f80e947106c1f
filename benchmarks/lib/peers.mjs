/** Peers that several suites have in common. */

const OURS = '@layered-http/compat-node-http'

/** Ours, Node's own, and a socket without HTTP, as servers for a scenario. */
export function serverPeers(scenario) {
  return [
    { name: 'layered-http', program: 'peers/http-server.mjs', arguments: [OURS, scenario] },
    { name: 'node:http', program: 'peers/http-server.mjs', arguments: ['node:http', scenario] },
    { name: 'raw net (floor)', program: 'peers/raw-server.mjs', arguments: [scenario] },
  ]
}

/** The same as clients. */
export function clientPeers(scenario) {
  return [
    { name: 'layered-http', program: 'peers/http-client.mjs', arguments: [OURS, scenario] },
    { name: 'node:http', program: 'peers/http-client.mjs', arguments: ['node:http', scenario] },
    { name: 'raw net (floor)', program: 'peers/raw-client.mjs', arguments: [scenario] },
  ]
}
