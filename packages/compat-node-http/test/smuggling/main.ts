/** The long run, for scripts/smuggling.mjs. */
import { writeFileSync } from 'node:fs'
import nodeHttp from 'node:http'
import { fileURLToPath } from 'node:url'
import ours from '@layered-http/compat-node-http'
import { COLUMNS } from './columns.js'
import { expectedText, readExpected } from './expected.js'
import { explains, findingsOf, unexplained, unused, upToLastMessage } from './findings.js'
import { deviation, differences } from './judge.js'
import { recorded } from './outcome.js'
import { REASONS } from './reasons.js'
import { casesOf, runCases, type Result, type Transports } from './run.js'

/** The script runs a bundle in a folder of this package. */
const EXPECTED = new URL('../test/smuggling/expected.json', import.meta.url)
const PROGRESS_STEP = 100
const OVER_SOCKETS: Transports = { whole: 'sockets', bytes: 'sockets', random: 'sockets' }
const transports = (): Transports => OVER_SOCKETS

function progress(title: string): (done: number, of: number) => void {
  return (done, of) => {
    if (done % PROGRESS_STEP === 0 || done === of) process.stderr.write(`${title}: ${done} of ${of}\n`)
  }
}

export async function main(args: string[]): Promise<number> {
  const theirs = await runCases({ module: nodeHttp, cases: casesOf(['request', 'response']), transports, onProgress: progress(`node:http ${process.version}`) })
  if (args.includes('--record')) {
    writeFileSync(fileURLToPath(EXPECTED), expectedText(theirs))
    return 0
  }
  const expected = readExpected(EXPECTED)
  let failures = 0
  for (const column of COLUMNS) {
    const { name, server, sides } = column
    const results = await runCases({ module: ours as unknown as typeof nodeHttp, server: server as nodeHttp.ServerOptions, cases: casesOf(sides), transports, onProgress: progress(`ours, ${name}`) })
    const findings = findingsOf(results, expected)
    const lines = [...unexplained(findings, column), ...unused(findings, column)]
    failures += lines.length
    console.log(`\nOurs, ${name}: ${counts(results)}; RFC 9112: ${results.length - findings.filter(({ from }) => from === 'rfc').length} as asked`)
    for (const reason of REASONS) {
      const count = reason.columns?.includes(name) === false ? 0 : findings.filter((finding) => explains(reason, finding)).length
      if (count > 0) console.log(`${String(count).padStart(5)}  ${reason.from}, ${reason.side}s, ${reason.id}: ${reason.why}`)
    }
    for (const line of lines) console.log(line)
  }
  printTheirs(theirs, args.includes('--deviations'))
  return failures === 0 ? 0 : 1
}

function counts(results: Result[]): string {
  const of = (side: Result['side']): number => results.filter((result) => result.side === side).length
  return `${of('request')} requests, ${of('response')} responses`
}

function printTheirs(results: Result[], lists: boolean): void {
  const cutting = results.filter(({ outcomes }) => Object.values(outcomes).some((outcome) => differences(upToLastMessage(recorded(outcomes.whole)), upToLastMessage(recorded(outcome))).length > 0))
  const deviating = results.map((result) => ({ ...result, text: deviation(result.outcomes.whole, result.case.ask) })).filter(({ text }) => text !== null)
  console.log(`\nnode:http ${process.version}: ${counts(results)}; ${cutting.length} depend on the cutting; RFC 9112: ${results.length - deviating.length} as asked`)
  if (!lists) return
  for (const { side, case: { name }, outcomes } of cutting) console.log(`cutting: ${side} ${name}\n    whole ${JSON.stringify(recorded(outcomes.whole))}\n    bytes ${JSON.stringify(recorded(outcomes.bytes!))}`)
  for (const { side, case: { name }, text, outcomes } of deviating) console.log(`RFC: ${side} ${name}\n    ${text}; ${JSON.stringify(recorded(outcomes.whole))}`)
}
