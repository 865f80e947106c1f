/** Makes an input that breaks a rule shorter, as long as it breaks the same rule. */
import type { Target } from './target.js'

/** Runs of a reduction at most. */
const MAX_RUNS = 400

/** Returns what tells one kind of problem from another: its first line, without numbers. */
export function kindOf(problem: string): string {
  return problem.split('\n', 1)[0]!.replaceAll(/\d+/g, 'N').slice(0, 160)
}

/** Returns a shorter input with a problem of the same kind, or `input` itself. */
export async function reduce(target: Target, input: string, problem: string): Promise<string> {
  const kind = kindOf(problem)
  let runs = 0
  const isSame = async (candidate: string): Promise<boolean> => {
    runs++
    return (await target.run(candidate)).problems.some((each) => kindOf(each) === kind)
  }
  for (let size = Math.max(1, input.length >> 1); size >= 1 && runs < MAX_RUNS; size >>= 1) {
    for (let at = target.control; at < input.length && runs < MAX_RUNS; ) {
      const candidate = input.slice(0, at) + input.slice(at + size)
      if (candidate.length < input.length && (await isSame(candidate))) input = candidate
      else at += size
    }
  }
  for (let at = 0; at < Math.min(target.control, input.length); at++) {
    const candidate = `${input.slice(0, at)}\0${input.slice(at + 1)}`
    if (candidate !== input && (await isSame(candidate))) input = candidate
  }
  return input
}
