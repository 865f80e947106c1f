/** Findings: where ours differs between cuttings, from Node 26, or from what the RFC asks. Each needs a reason. */
import type { Column } from './columns.js'
import type { Expected } from './expected.js'
import { deviation, differences } from './judge.js'
import { recorded, type Recorded } from './outcome.js'
import { REASONS, type Reason } from './reasons.js'
import type { Result } from './run.js'

export interface Finding {
  /** What ours is compared with. */
  from: 'cutting' | 'node' | 'rfc'
  side: Result['side']
  name: string
  text: string
  ours: Recorded
}

export function findingsOf(results: Result[], expected: Expected): Finding[] {
  return results.flatMap(({ side, case: { name, ask }, outcomes }) => {
    const ours = recorded(outcomes.whole)
    const found: Finding[] = []
    for (const [cutting, outcome] of Object.entries(outcomes)) {
      const other = recorded(outcome)
      if (differences(upToLastMessage(ours), upToLastMessage(other)).length > 0) found.push({ from: 'cutting', side, name, ours, text: `whole ${JSON.stringify(ours)}, ${cutting} ${JSON.stringify(other)}` })
    }
    const theirs = expected[side][name]
    if (theirs === undefined) found.push({ from: 'node', side, name, ours, text: 'not in expected.json: record it again' })
    else if (differences(ours, theirs).length > 0) found.push({ from: 'node', side, name, ours, text: `ours ${JSON.stringify(ours)}, Node 26 ${JSON.stringify(theirs)}` })
    const deviating = deviation(outcomes.whole, ask)
    if (deviating !== null) found.push({ from: 'rfc', side, name, ours, text: `${deviating}; ours ${JSON.stringify(ours)}` })
    return found
  })
}

/**
 * Without what follows a complete message. That depends on the cutting, as in Node: an error in the same read takes the place of a response that was not
 * sent yet; and a client reports bytes after the response as an error if it reads them together with it, otherwise it only closes.
 */
export function upToLastMessage({ messages, statuses, error, connection }: Recorded): Recorded {
  const isComplete = messages.some((message) => !/ (?:aborted|open)$/.test(message))
  return isComplete || error === undefined ? { messages, statuses: isComplete ? [] : statuses, connection } : { messages, statuses, error, connection }
}

function reasonsFor({ name, sides }: Column): Reason[] {
  return REASONS.filter(({ side, columns }) => sides.includes(side) && (columns === undefined || columns.includes(name)))
}

/** Returns a line for each finding without a reason. */
export function unexplained(findings: Finding[], column: Column): string[] {
  const reasons = reasonsFor(column)
  return findings.filter((finding) => !reasons.some((reason) => explains(reason, finding))).map(({ from, side, name, text }) => `no reason (${from}): ${side} ${name}\n    ${text}`)
}

/** Returns a line for each case of a reason that is not among the findings of all cases. */
export function unused(findings: Finding[], column: Column, from: Finding['from'][] = ['cutting', 'node', 'rfc']): string[] {
  return reasonsFor(column)
    .filter((reason) => from.includes(reason.from))
    .flatMap((reason) =>
      reason.cases.filter((one) => !findings.some((finding) => explains({ ...reason, cases: [one] }, finding))).map((one) => `no difference any more (${reason.from}, ${reason.id}): ${reason.side} ${one}`),
    )
}

export function explains({ from, side, status, cases }: Reason, finding: Finding): boolean {
  if (from !== finding.from || side !== finding.side) return false
  if (status !== undefined && (finding.ours.statuses.join() !== String(status) || finding.ours.messages.length > 0)) return false
  return cases.some((one) => (typeof one === 'string' ? one === finding.name : one.test(finding.name)))
}
