/** Columns that were run apart, side by side again. */

/**
 * Reports of the same Node become one, with the columns of all; a test that only some of them ran is left out. A later column wins over an
 * earlier one of the same name.
 */
export function mergeReports(reports) {
  const byNode = new Map()
  for (const report of reports) {
    const earlier = byNode.get(report.node)
    byNode.set(report.node, earlier === undefined ? report : mergeTwo(earlier, report))
  }
  return [...byNode.values()]
}

function mergeTwo(earlier, later) {
  const results = new Map(later.tests.map((test) => [test.name, test.results]))
  return {
    node: earlier.node,
    columns: [...new Set([...earlier.columns, ...later.columns])],
    tests: earlier.tests.filter(({ name }) => results.has(name)).map((test) => ({ ...test, results: { ...test.results, ...results.get(test.name) } })),
  }
}
