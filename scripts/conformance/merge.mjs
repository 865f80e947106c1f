/** Puts columns of separate runs side by side. */

/**
 * Merges reports of the same Node into one, with the columns of all. A test that only some of them ran is left out. A later column replaces
 * an earlier one of the same name.
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
