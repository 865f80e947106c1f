/** Compares both implementations on one program. */
import type { Pair } from './pool.js'
import type { Program } from './program.js'
import { differences, steady, type FieldDifference } from './reduce.js'

/** Extra milliseconds without events before a second run ends, so that events that a slow machine delays are not missed. */
const PATIENCE = 30

/** Returns the differences of a quick run. If there are any, both sides run again with longer waits, and it returns those that remain. */
export async function compare(program: Program, pair: Pair): Promise<FieldDifference[]> {
  const [ours, theirs] = await Promise.all([pair.ours.run(program), pair.theirs.run(program)])
  if (differences(ours[0]!, theirs[0]!).length === 0) return []
  const [ours2, theirs2] = await Promise.all([pair.ours.run(program, 1, PATIENCE), pair.theirs.run(program, 2, PATIENCE)])
  return differences(steady([...ours, ...ours2]), steady([...theirs, ...theirs2]))
}

/** Returns true if `shows` is true for the differences of two quick runs. Quicker than `compare`, for shrinking. */
export async function glance(program: Program, pair: Pair, shows: (found: FieldDifference[]) => boolean): Promise<boolean> {
  for (let i = 0; i < 2; i++) {
    const [ours, theirs] = await Promise.all([pair.ours.run(program), pair.theirs.run(program)])
    if (!shows(differences(ours[0]!, theirs[0]!))) return false
  }
  return true
}

/** Returns the differences in new processes. */
export async function confirm(program: Program, pair: Pair): Promise<FieldDifference[]> {
  const fresh = pair.fresh()
  try {
    const [ours, theirs] = await Promise.all([fresh.ours.run(program, 3, PATIENCE), fresh.theirs.run(program, 5, PATIENCE)])
    return differences(steady(ours), steady(theirs))
  } finally {
    fresh.end()
  }
}
