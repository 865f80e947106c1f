/** For suites in which a second has too few requests for V8 to compile their code: the warm-up is longer. */

/** How many times as long it is. */
const TIMES = 5

/** Returns `suite` with the longer warm-up. */
export function withLongWarmUp({ summary, run, duration }) {
  const longer = (options) => ({ ...options, warmUpSeconds: options.warmUpSeconds * TIMES })
  return { summary, run: (options) => run(longer(options)), duration: (options) => duration(longer(options)) }
}
