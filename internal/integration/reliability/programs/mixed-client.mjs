/**
 * `mixed-client.mjs ours|node TARGET`: a client of `mixed-server.mjs`. TARGET is `{ port, tlsPort, ca }` as JSON. Needs `--expose-gc`. Commands:
 *
 * - `run { count, width, mix }`: exchanges, `width` at a time, of the kinds in `mix` (`[kind, share]`); resolves with the number that ended otherwise
 *   than they should, by kind
 * - `sample`: what the process holds
 */
import { sampleOf } from '../lib/memory.mjs'
import { answer } from '../../../../benchmarks/lib/control.mjs'
import { loadHttp } from '../lib/http.mjs'
import { turns } from '../lib/waiting.mjs'
import { exchangesWith } from './exchanges.mjs'

const [, , httpName, target] = process.argv
const { kinds, agents } = exchangesWith({ ...(await loadHttp(httpName)), ...JSON.parse(target) })

answer({
  run: async ({ count, width, mix }) => {
    const order = orderOf(mix)
    const wrong = {}
    let begun = 0
    const loop = async () => {
      while (begun < count) {
        const kind = order[begun++ % order.length]
        if (!(await kinds[kind]())) wrong[kind] = (wrong[kind] ?? 0) + 1
      }
    }
    await Promise.all(Array.from({ length: width }, loop))
    await turns()
    return wrong
  },
  sample: () => sampleOf(agents),
})

/** Each kind as often as its share says, spread evenly. */
function orderOf(mix) {
  return mix.flatMap(([kind, share]) => Array.from({ length: share }, (_, index) => ({ kind, at: (index + 0.5) / share }))).sort((a, b) => a.at - b.at).map(({ kind }) => kind)
}
