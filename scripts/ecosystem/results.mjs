/** What runners wrote, as results: `Map` of a test's name to `{ status: 'passed' | 'failed' | 'skipped', error? }`. Pure. */

/** Results of the same name are one: it passes if all of them pass. */
function collect(entries) {
  const results = new Map()
  for (const { name, status, error } of entries) {
    if (results.get(name)?.status === 'failed') continue
    results.set(name, error === undefined ? { status } : { status, error })
  }
  return results
}

/** Lines of JSON, as the reporters of this folder write them. A last line that was cut off by the end of the process is left out. */
export function readLines(text) {
  return collect(text.split('\n').slice(0, -1).map((line) => JSON.parse(line)))
}

const TAP_LINE = /^(not )?ok \d+(?: - (.*?))?(?: # (SKIP|TODO)\b.*)?$/i

/** The first level of a report in TAP; what follows a failure, indented, is its error. */
export function readTap(text) {
  const entries = []
  for (const line of text.split(/\r?\n/)) {
    const match = TAP_LINE.exec(line)
    if (match !== null) entries.push({ name: match[2] ?? '', status: match[3] !== undefined ? 'skipped' : match[1] !== undefined ? 'failed' : 'passed' })
    else if (/^\s{2,}\S/.test(line) && entries.at(-1)?.status === 'failed') appendError(entries.at(-1), line)
  }
  return collect(entries)
}

/** Characters of an error that are kept. */
const MAX_ERROR = 1_500

function appendError(entry, line) {
  entry.error = `${entry.error === undefined ? '' : `${entry.error}\n`}${line.trimStart()}`.slice(0, MAX_ERROR)
}
