/** A target: what one kind of fuzzing runs, and what a run tells the loop. */

/** What a run of one input showed. */
export interface Run {
  /** Rules that were broken, one sentence each. The first line of a sentence names its kind. */
  problems: string[]
  /** What the input made visible, such as codes of errors. An input with a new one is worth keeping, like one that reaches new code. */
  features: string[]
}

export interface Target {
  /** Characters at the start of an input that are decisions and no bytes of the wire; they are mutated apart from the others. */
  control: number
  /** Inputs to begin with: Latin-1 strings. */
  seeds: readonly string[]
  run(input: string): Promise<Run>
}
