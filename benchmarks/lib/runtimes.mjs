/** Runtimes beside the Node that runs this: where they are, and in which version. They are asked for with `--peer`. */
import { spawnSync } from 'node:child_process'
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

/**
 * @param names - of {@link RUNTIMES}
 * @returns by name `{ command, version }`, where `command` is all that comes before the program's file
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

/** Those of a suite's peers that can run: without `runtime`, on this Node; with one, if it was asked for. Each gets its `command`. */
export function choosePeers(peers, runtimes) {
  return peers
    .filter(({ runtime }) => runtime === undefined || runtime in runtimes)
    .map((peer) => ({ ...peer, command: [...(runtimes[peer.runtime]?.command ?? [process.execPath]), ...(peer.flags ?? [])] }))
}

/** The path of the Node that `--node` means: a binary, or a version of those that the tests use, as `26` or `26.10.0`; this one's by default. */
export async function nodeFor(word) {
  if (word === undefined) return process.execPath
  const version = VERSIONS.find((version) => version === word || version.split('.')[0] === word)
  const binary = version === undefined ? word : await fetchedNode(version)
  // Its own word, so that it knows itself when it reads the same arguments.
  const { status, stdout } = spawnSync(binary, ['-p', 'process.execPath'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`--node: '${word}' is neither a Node that runs nor one of ${VERSIONS.join(', ')}`)
  return stdout.trim()
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
