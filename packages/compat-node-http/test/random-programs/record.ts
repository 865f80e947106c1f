/** Records the traces of Node's http for the programs of `npm test`, for expected.json. */
import { writeFileSync } from 'node:fs'
import { withoutUsual } from './expected.js'
import { generate } from './generate.js'
import { Runner } from './pool.js'
import { steady, type Fields } from './reduce.js'

/** Number of runs of a program. Fields that are not the same in all runs are not compared. */
const RUNS = 6
/** Extra milliseconds without events before a run ends. */
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
