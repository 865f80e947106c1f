/** Reporter of node:test. The name of a test is its file, the titles of its suites and its title. */
import record from './record.cjs'

export default async function* reporter(source) {
  const titles = new Map()
  for await (const { type, data } of source) {
    if (type === 'test:start') titlesOf(titles, data)[data.nesting] = data.name
    if (type === 'test:pass' || type === 'test:fail') end(titlesOf(titles, data), type, data)
  }
  // Results are written to a file, but a reporter must be a generator.
  yield ''
}

function titlesOf(titles, { file }) {
  if (!titles.has(file)) titles.set(file, [])
  return titles.get(file)
}

function end(titles, type, { name, nesting, file, skip, todo, details }) {
  if (details?.type === 'suite') return
  const status = skip !== undefined || todo !== undefined ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed'
  record.record(file, [...titles.slice(0, nesting), name].join(' '), status, details?.error?.cause ?? details?.error)
}
