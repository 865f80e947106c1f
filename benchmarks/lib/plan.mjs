/** The plan of a run: the suites on each Node, their order, and the estimated time. */
import { join } from 'node:path'
import { isKept, settingsOf } from './results.mjs'

/**
 * Plans all suites on the first Node, then all on the second. So an interrupted run has complete Nodes.
 *
 * @param nodes - `{ program, version }`
 * @returns `steps`, each `{ node, suite, summary, json, seconds }`, without those that `--resume` skips; `kept` is their number
 */
export function planOf({ suites, options, runtimes, nodes }) {
  const settings = settingsOf(options)
  const all = nodes.flatMap((node) => {
    const json = options.jsonFolder ? join(options.jsonFolder, `node${node.version.split('.')[0]}.json`) : options.json
    return options.suites.map((suite) => {
      const { summary, duration } = suites.get(suite)
      return { node, suite, summary, json, seconds: duration({ ...options, runtimes }) }
    })
  })
  const steps = options.resume ? all.filter((step) => !isKept(step.json, { ...step, settings })) : all
  return { steps, kept: all.length - steps.length }
}

export function fullTitle({ node, suite, summary }) {
  return `Node ${node.version}, ${suite}: ${summary}`
}

/** The time that the remaining steps need: the estimate, corrected by the time that the finished steps took. */
export class TimeLeft {
  #estimated
  #done = 0
  #took = 0
  #begun

  constructor(steps) {
    this.#estimated = steps.reduce((sum, { seconds }) => sum + seconds, 0)
  }

  begin() {
    this.#begun = performance.now()
  }

  end({ seconds }) {
    this.#done += seconds
    this.#took += (performance.now() - this.#begun) / 1000
  }

  /** Returns the time in words. */
  left() {
    const correction = this.#done === 0 ? 1 : this.#took / this.#done
    const minutes = Math.ceil(((this.#estimated - this.#done) * correction) / 60)
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  }
}
