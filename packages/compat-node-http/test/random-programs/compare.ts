/** Compares both implementations on one program. */
import type { Pair } from './pool.js'
import type { Program } from './program.js'
import { differences, steady, type FieldDifference } from './reduce.js'

/** Milliseconds of silence on a second look: nothing that a slow machine delays is taken for missing. */
const PATIENCE = 30

/** Differences of one quick run; where there are any, those that stay when both run it again with patience. */
export async function compare(program: Program, pair: Pair): Promise<FieldDifference[]> {
  const [ours, theirs] = await Promise.all([pair.ours.run(program), pair.theirs.run(program)])
  if (differences(ours[0]!, theirs[0]!).length === 0) return []
  const [ours2, theirs2] = await Promise.all([pair.ours.run(program, 1, PATIENCE), pair.theirs.run(program, 2, PATIENCE)])
  return differences(steady([...ours, ...ours2]), steady([...theirs, ...theirs2]))
}

/** As compare, for many programs that are made shorter: two quick runs. */
export async function glance(program: Program, pair: Pair, shows: (found: FieldDifference[]) => boolean): Promise<boolean> {
  for (let i = 0; i < 2; i++) {
    const [ours, theirs] = await Promise.all([pair.ours.run(program), pair.theirs.run(program)])
    if (!shows(differences(ours[0]!, theirs[0]!))) return false
  }
  return true
}

/** The differences in new processes. */
export async function confirm(program: Program, pair: Pair): Promise<FieldDifference[]> {
  const fresh = pair.fresh()
  try {
    const [ours, theirs] = await Promise.all([fresh.ours.run(program, 3, PATIENCE), fresh.theirs.run(program, 5, PATIENCE)])
    return differences(steady(ours), steady(theirs))
  } finally {
    fresh.end()
  }
}
