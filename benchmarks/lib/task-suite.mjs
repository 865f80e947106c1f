/** Suites of tasks (see `lib/tasks.mjs`): many short turns, one peer after the other, in one process. */
import { withPrograms } from './children.mjs'
import { gridOf, renderGrids } from './grid.mjs'
import { progress } from './progress.mjs'
import { median } from './statistics.mjs'

/** Turns of each task in a round; their median is the sample. Turns are short, so that a disturbance rarely affects more than one. */
const TURNS = 5

/** `--seconds` is the length of these many turns. With the default of 5 seconds a turn has 100 ms, enough for thousands of messages. */
const TURNS_PER_LENGTH = 50

/** The warm-up of one task, as a part of `--warm-up`. */
const WARM_UP_PART = 1 / 5

/**
 * @param suite.summary - one line
 * @param suite.program - a file of `peers/` that calls `answerTasks`
 * @param suite.tasks - their approximate number, for the estimated time
 * @param suite.warmUps - the sum of the tasks' `warmUps`, if some are warmed up longer
 */
export function taskSuite({ summary, program: file, tasks: count, warmUps = count }) {
  const run = ({ rounds, seconds, warmUpSeconds }) =>
    withPrograms(async ({ startProgram }) => {
      const program = await startProgram('underTest', file)
      const groups = program.started
      const turn = seconds / TURNS_PER_LENGTH
      const all = groups.flatMap(({ cases }) => cases.flatMap(({ peers }) => peers))
      for (const { task, warmUps } of all) {
        const length = warmUpSeconds * WARM_UP_PART * warmUps
        await program.ask('warmUp', { task, seconds: length }, length)
      }
      const tasks = all.map(({ task }) => task)
      const samples = tasks.map(() => [])
      for (let round = 1; round <= rounds; round++) {
        const turns = tasks.map(() => [])
        for (let i = 0; i < TURNS; i++) {
          for (const task of tasks) turns[task].push(await program.ask('measure', { task, seconds: turn }, seconds))
        }
        for (const task of tasks) samples[task].push(median(turns[task]))
        progress(`  round ${round}/${rounds}   ${tasks.length} tasks, ${TURNS} turns each`)
      }
      return report(groups, samples, `one process; rounds: ${rounds}, of ${TURNS} turns of ${turn * 1000} ms each`)
    })
  const duration = ({ rounds, seconds, warmUpSeconds }) => warmUps * warmUpSeconds * WARM_UP_PART + (count * rounds * TURNS * seconds) / TURNS_PER_LENGTH
  return { summary, run, duration }
}

function report(groups, samples, conditions) {
  const grids = groups.map(({ name, unit, cases, ratios, notes }) =>
    gridOf({
      name,
      unit: `CPU ns/${unit}`,
      notes,
      cases: cases.map((one) => ({ name: one.name, peers: one.peers.map(({ name, task }) => ({ name, samples: samples[task] })) })),
      ratios,
    }),
  )
  return { text: `${conditions}\n\n${renderGrids(grids)}`, conditions, grids }
}
