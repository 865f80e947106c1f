/** Reads the reports of runners as results: a `Map` from a test's name to `{ status: 'passed' | 'failed' | 'skipped', error? }`. Pure functions. */

/** Merges results of the same name: the test passes if all of them pass. */
function collect(entries) {
  const results = new Map()
  for (const { name, status, error } of entries) {
    if (results.get(name)?.status === 'failed') continue
    results.set(name, error === undefined ? { status } : { status, error })
  }
  return results
}

/** Lines of JSON, as the reporters of this folder write them. An incomplete last line, after the end of the process, is left out. */
export function readLines(text) {
  return collect(text.split('\n').slice(0, -1).map((line) => JSON.parse(line)))
}

const TAP_LINE = /^(not )?ok \d+(?: - (.*?))?(?: # (SKIP|TODO)\b.*)?$/i

/** Reads the first level of a report in TAP. The indented lines after a failure are its error. */
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
