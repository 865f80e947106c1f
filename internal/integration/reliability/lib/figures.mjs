/**
 * What a proof found: figures, each with the bound that it must keep, if there is one.
 *
 * Bounds of time are kept by a quiet machine only. A quick run, which is part of `npm test`, shows such figures and does not judge them.
 */

import { withUnit } from './units.mjs'

/** Failures of one figure that are described in full. */
const MAX_EXAMPLES = 5

export class Figures {
  /** In the order in which they were found. */
  list = []
  #judgesTimes

  constructor({ judgesTimes }) {
    this.#judgesTimes = judgesTimes
  }

  /** A count that must be zero. @param failures - a description of each */
  none(what, failures) {
    this.#add({ what, value: failures.length, bound: '0', held: failures.length === 0, examples: failures.slice(0, MAX_EXAMPLES) })
  }

  equal(what, value, expected, unit) {
    this.#add({ what, value, unit, bound: withUnit(expected, unit), held: value === expected })
  }

  atMost(what, value, most, { unit, time = false } = {}) {
    this.#add({ what, value, unit, bound: `≤ ${withUnit(most, unit)}`, held: this.#judge(value <= most, time) })
  }

  atLeast(what, value, least, { unit, time = false } = {}) {
    this.#add({ what, value, unit, bound: `≥ ${withUnit(least, unit)}`, held: this.#judge(value >= least, time) })
  }

  /** A figure without a bound. */
  show(what, value, unit) {
    this.#add({ what, value, unit })
  }

  /** Undefined if it is not judged. */
  #judge(isHeld, time) {
    return time && !this.#judgesTimes ? undefined : isHeld
  }

  #add(figure) {
    this.list.push(figure)
  }
}
