/** Two million exchanges of every kind through one server process and one client process. */
import { live } from './lives.mjs'

export const summary = '2 million exchanges of every kind through one server process and one client process'

const COUNT = 2_000_000
/** Of a quick run: each kind as often as the others. */
const QUICK_TIMES = 4
const WIDTH = 50

/** Of a thousand exchanges. */
const MIX = [
  ['get', 560],
  ['post', 120],
  ['chunked', 100],
  ['tlsGet', 80],
  ['newConnection', 50],
  ['abortedDownload', 20],
  ['abortedEarly', 20],
  ['abortedUpload', 10],
  ['destroyedByServer', 15],
  ['badRequest', 15],
  ['upgrade', 8],
  ['tlsNewConnection', 2],
]

export async function run({ httpName, fraction, quick, figures, progress }) {
  const samples = await live({ httpName, fraction, quick, figures, progress, name: 'mixed', life: { count: quick ? QUICK_TIMES * MIX.length : COUNT, width: WIDTH, mix: quick ? MIX.map(([kind]) => [kind, 1]) : MIX } })
  return { samples: { mixed: samples } }
}
