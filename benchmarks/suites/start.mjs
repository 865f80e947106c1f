/** The start of a process, and of a worker thread: with the compat package in each way of loading it, and with each layer alone. */
import { startSuite } from '../lib/start-suite.mjs'

const OURS = '@layered-http/compat-node-http'
const PRELOAD = ['--import', import.meta.resolve(`${OURS}/register`)]

/** A program of `peers/start/` with ours and with Node's; both get the same words but for the last, the module. */
function bothOf(name, [file, ...words], [ours, node], flags = []) {
  return {
    name,
    peers: [
      { name: 'layered-http', file, arguments: [...words, ours], flags },
      { name: 'node:http', file, arguments: [...words, node] },
    ],
  }
}

/** Named imports: each module has its own file, because an import names it. */
function imports(name, ...before) {
  const peer = (peerName, file) => {
    const [first, ...rest] = [...before, file]
    return { name: peerName, file: first, arguments: rest }
  }
  return { name, peers: [peer('layered-http', 'import.mjs'), peer('node:http', 'import-node.mjs')] }
}

export default startSuite({
  summary: 'CPU time and memory from the start of a process to its first exchange',
  cases: [
    bothOf('require', ['require.cjs', 'exchange'], [OURS, 'node:http']),
    imports('import'),
    bothOf('preload', ['require.cjs', 'exchange'], ['node:http', 'node:http'], PRELOAD),
    bothOf('preload, nothing used', ['require.cjs', 'load'], ['node:http', 'node:http'], PRELOAD),
    bothOf('preload, https for both', ['require.cjs', 'load'], ['node:https', 'node:https'], PRELOAD),
    bothOf('worker, require', ['worker.cjs', 'require.cjs', 'exchange'], [OURS, 'node:http']),
    imports('worker, import', 'worker.cjs'),
    bothOf('worker, preload', ['worker.cjs', 'require.cjs', 'exchange'], ['node:http', 'node:http'], PRELOAD),
    bothOf('server', ['require.cjs', 'server'], ['@layered-http/server', 'node:http']),
    bothOf('client', ['require.cjs', 'client'], ['@layered-http/client', 'node:http']),
    bothOf('agent', ['require.cjs', 'agent'], ['@layered-http/agent', 'node:http']),
    bothOf('parser', ['require.cjs', 'parser'], ['@layered-http/parser', '_http_common']),
  ],
})
