/** How the work of a function grows with its input, in CPU time: for what has no steps to count. */

/** The larger input is so many times the smaller. */
const TIMES = 100
/** A measurement is repeated; the least is the one that nothing else disturbed. */
const ROUNDS = 3
/** Work is repeated until it takes so long, CPU microseconds: less is lost in the clock's ticks. */
const LEAST = 3000

/**
 * What 100 times the input costs, in units of the input's cost: some 100 for linear work, 10,000 for quadratic.
 *
 * @param size - of the smaller input, as `make` understands it
 * @param make - an input of a size; not measured
 * @param run - the work
 */
export function growth<Input>(size: number, make: (size: number) => Input, run: (input: Input) => unknown): number {
  const costs = [make(size), make(size * TIMES)].map((input) => {
    let repeats = 1
    while (cpuTime(() => repeat(run, input, repeats)) < LEAST) repeats *= 2
    return { input, repeats, least: Infinity }
  })
  // By turns, so that what slows the machine down for a while slows both.
  for (let round = 0; round < ROUNDS; round++) {
    for (const cost of costs) cost.least = Math.min(cost.least, cpuTime(() => repeat(run, cost.input, cost.repeats)) / cost.repeats)
  }
  return costs[1]!.least / costs[0]!.least
}

/** As far above linear work as below quadratic: no collector, cache or neighbour makes up for a factor of ten. */
export const LINEAR_GROWTH = 1000

function repeat<Input>(run: (input: Input) => unknown, input: Input, times: number): void {
  for (let i = 0; i < times; i++) run(input)
}

function cpuTime(work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return user + system
}
