/** Records what the running Node's http does in the programs of `npm test`, for expected.json. */
import { writeFileSync } from 'node:fs'
import { withoutUsual } from './expected.js'
import { generate } from './generate.js'
import { Runner } from './pool.js'
import { steady, type Fields } from './reduce.js'

/** Runs of a program; what is not the same in all of them is not compared. */
const RUNS = 6
/** Milliseconds of silence after which a program has ended. */
const PATIENCE = 20

export async function record(file: string, count: number, node: string): Promise<void> {
  const runners = [new Runner('theirs', node), new Runner('theirs', node)]
  const lines: string[] = []
  for (let seed = 1; seed <= count; seed++) {
    const traces = await Promise.all(runners.map((runner) => runner.run(generate(seed), RUNS / 2, PATIENCE)))
    lines.push(JSON.stringify(withoutUsual(steady(traces.flat()) satisfies Fields)))
  }
  for (const runner of runners) runner.end()
  writeFileSync(file, `{"recordedOn":"${process.version}","first":1,"programs":[\n${lines.join(',\n')}\n]}\n`)
}
