/**
 * `node --expose-gc one.mjs NAME,… ours|node FRACTION|quick`: proofs in this process. FRACTION is the part of a long life that is run; 1 is all of it.
 *
 * After each it sends `{ name, summary, figures, samples, seconds }` to the process that started it, or prints it. An exception that nothing catches ends the
 * process, which is a result as well.
 */
// First of all: it watches for WebAssembly memory.
import './lib/memory.mjs'
import { Figures } from './lib/figures.mjs'
import { loadHttp } from './lib/http.mjs'
import { PROOFS } from './proofs.mjs'

const [, , names, httpName, size] = process.argv
const quick = size === 'quick'
const fraction = quick ? undefined : Number(size)
// The process that started it has ended.
process.on('disconnect', () => process.exit())

const implementation = await loadHttp(httpName)
for (const name of names.split(',')) {
  const proof = await import(PROOFS[name])
  const figures = new Figures({ judgesTimes: !quick })
  const begin = performance.now()
  const progress = (line) => process.stderr.write(`  ${name}, ${httpName}: ${line}\n`)
  const { samples } = (await proof.run({ ...implementation, httpName, quick, fraction, figures, progress })) ?? {}
  const result = { name, summary: proof.summary, figures: figures.list, samples, seconds: (performance.now() - begin) / 1000 }
  if (process.send) await new Promise((resolve) => process.send(result, resolve))
  else console.log(JSON.stringify(result, null, 1))
}
process.exit()
