/**
 * `node --expose-gc one.mjs NAME ours|node FRACTION|quick`: one proof in this process. FRACTION is the part of a long life that is run; 1 is all of it.
 *
 * It sends `{ summary, figures, samples, seconds }` to the process that started it, or prints it. An exception that nothing catches ends the process, which
 * is a result as well.
 */
// First of all: it watches for WebAssembly memory.
import './lib/memory.mjs'
import { Figures } from './lib/figures.mjs'
import { loadHttp } from './lib/http.mjs'
import { PROOFS } from './proofs.mjs'

const [, , name, httpName, size] = process.argv
const quick = size === 'quick'
const fraction = quick ? undefined : Number(size)
// The process that started it has ended.
process.on('disconnect', () => process.exit())
const proof = await import(PROOFS[name])
const figures = new Figures({ judgesTimes: !quick })
const begin = performance.now()
const progress = (line) => process.stderr.write(`  ${name}, ${httpName}: ${line}\n`)
const { samples } = (await proof.run({ ...(await loadHttp(httpName)), httpName, quick, figures, progress, fraction })) ?? {}
const result = { summary: proof.summary, figures: figures.list, samples, seconds: (performance.now() - begin) / 1000 }
if (process.send) process.send(result, () => process.exit())
else {
  console.log(JSON.stringify(result, null, 1))
  process.exit()
}
