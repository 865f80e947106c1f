/** The loop: changes an input of the corpus, runs it, keeps it if it reaches something new, and reports each new kind of problem once. */
import type { Random } from '@layered-http/test-kit'
import { Corpus } from './corpus.js'
import { Coverage } from './coverage.js'
import { kindOf, reduce } from './reduce.js'
import type { Target } from './target.js'

export interface Finding {
  problem: string
  /** Reduced. */
  input: string
}

export interface Progress {
  runs: number
  corpus: number
  /** Places of the sources that were reached. */
  places: number
  findings: number
}

export interface LoopOptions {
  random: Random
  /** True if the loop is to end. */
  isOver(runs: number): boolean
  /** Called before each run: an input during which the process hangs or ends is known that way. */
  begin(input: string): void
  onFinding(finding: Finding): void
  onProgress(progress: Progress): void
}

/** Runs between two reports of progress. */
const REPORTED_RUNS = 200

export async function fuzz(target: Target, { random, isOver, begin, onFinding, onProgress }: LoopOptions): Promise<Progress> {
  const coverage = new Coverage()
  const corpus = new Corpus(target.control, random)
  const kinds = new Set<string>()
  const progress: Progress = { runs: 0, corpus: 0, places: 0, findings: 0 }
  const seeds = [...target.seeds]
  while (!isOver(progress.runs)) {
    const seed = seeds.shift()
    const input = seed ?? corpus.next()
    coverage.begin()
    begin(input)
    const { problems, features } = await target.run(input)
    progress.runs++
    // The clock, and code that is reached for the first time, make one input in many look new: it does no harm.
    if (coverage.isNew(features) || seed !== undefined) corpus.add(input)
    for (const problem of problems) {
      if (kinds.has(kindOf(problem))) continue
      kinds.add(kindOf(problem))
      progress.findings++
      onFinding({ problem, input: await reduce(target, input, problem) })
    }
    if (progress.runs % REPORTED_RUNS === 0) onProgress({ ...progress, corpus: corpus.inputs.length, places: coverage.places })
  }
  return { ...progress, corpus: corpus.inputs.length, places: coverage.places }
}
