/** Other runtimes than the Node that runs this, chosen with `--peer`: their paths and versions. */
import { hasBinaries, nodeBinary, VERSIONS } from '../../scripts/node-binaries.mjs'
import { binaryVersion, howToInstall, runtimeBinary } from '../../scripts/runtime-binaries.mjs'

const NEWEST_NODE = VERSIONS.at(-1)

const FINDERS = {
  node26: async () => {
    const binary = await fetchedNode(NEWEST_NODE)
    return { command: [binary], version: binaryVersion(binary, /^v(\S+)/) }
  },
  bun: () => installed('bun', []),
  deno: () => installed('deno', ['run', '--allow-all', '--quiet', '--no-lock']),
}

export const RUNTIMES = Object.keys(FINDERS)

/** Stands for Bun and Deno, each if it is installed. */
export const INSTALLED = 'installed'

/** Returns the names of `--peer` with {@link INSTALLED} replaced by what it stands for. */
export function peersFor(names) {
  return [...new Set(names.flatMap((name) => (name === INSTALLED ? ['bun', 'deno'].filter((one) => runtimeBinary(one) !== undefined) : [name])))]
}

/**
 * @param names - some of {@link RUNTIMES}
 * @returns `{ command, version }` by name; `command` is the command line before the program's file
 * @throws Error whose message is one line that says how to get what is missing
 */
export async function findRuntimes(names) {
  const runtimes = {}
  for (const name of names) {
    try {
      runtimes[name] = await FINDERS[name]()
    } catch (error) {
      throw new Error(`--peer ${name}: ${error.message}`)
    }
  }
  return runtimes
}

/** Returns the peers of a suite that take part, with their `command`: those without `runtime`, and those whose runtime was chosen. */
export function choosePeers(peers, runtimes) {
  return peers
    .filter(({ runtime }) => runtime === undefined || runtime in runtimes)
    .map((peer) => ({ ...peer, command: [...(runtimes[peer.runtime]?.command ?? [process.execPath]), ...(peer.flags ?? [])] }))
}

/**
 * Returns the Nodes of `--node`, each as `{ program, version }`.
 *
 * @param words - binaries, or versions such as `26` or `26.10.0`: of this Node or of those that the tests use. Default: this Node
 */
export async function nodesFor(words = [process.execPath]) {
  const nodes = []
  for (const word of words) nodes.push(await nodeFor(word))
  return nodes
}

async function nodeFor(word) {
  const isVersion = (version) => version === word || version.split('.')[0] === word
  const fetched = VERSIONS.find(isVersion)
  const program = isVersion(process.versions.node) ? process.execPath : fetched === undefined ? word : await fetchedNode(fetched)
  const version = binaryVersion(program, /^v(\S+)/)
  if (version === undefined) throw new Error(`--node: '${word}' is neither a Node that runs nor one of ${[process.versions.node, ...VERSIONS].join(', ')}`)
  return { program, version }
}

function fetchedNode(version) {
  if (!hasBinaries) throw new Error(`there are binaries of Node ${version} for Linux on x64 only`)
  return nodeBinary(version)
}

function installed(name, flags) {
  const found = runtimeBinary(name)
  if (found === undefined) throw new Error(`${name} is not installed (${howToInstall(name)})`)
  return { command: [found.binary, ...flags], version: found.version }
}
