/** Measures in CPU time how the work of a function grows with its input, for code whose steps cannot be counted. */

/** The size of the larger input, in sizes of the smaller. */
const TIMES = 100
/** How often a measurement is repeated. The smallest result counts, since it was disturbed least. */
const ROUNDS = 3
/** Work is repeated until it takes this time, in CPU microseconds, so that the clock's resolution does not matter. */
const LEAST = 3000

/**
 * Returns the cost of 100 times the input, in units of the input's cost: about 100 for linear work, 10,000 for quadratic.
 *
 * @param size - the size of the smaller input, an argument for `make`
 * @param make - makes an input of a size; not measured
 * @param run - the work to measure
 */
export function growth<Input>(size: number, make: (size: number) => Input, run: (input: Input) => unknown): number {
  const costs = [make(size), make(size * TIMES)].map((input) => {
    let repeats = 1
    while (cpuTime(() => repeat(run, input, repeats)) < LEAST) repeats *= 2
    return { input, repeats, least: Infinity }
  })
  // In turns, so that a slow phase of the machine slows both.
  for (let round = 0; round < ROUNDS; round++) {
    for (const cost of costs) cost.least = Math.min(cost.least, cpuTime(() => repeat(run, cost.input, cost.repeats)) / cost.repeats)
  }
  return costs[1]!.least / costs[0]!.least
}

/** Growth below this counts as linear. The limit is ten times that of linear work and a tenth of that of quadratic work, so that noise from garbage collection, caches and other processes does not matter. */
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
