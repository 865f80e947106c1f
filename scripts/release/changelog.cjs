/**
 * How changesets writes a change into CHANGELOG.md: the words of the changeset, and one line for all dependencies with a new version. Its own format has a line for each
 * change of each dependency, which tells a user nothing. changesets requires this file: `.changeset/config.json` names it.
 */
'use strict'

/** Returns an item of the list. The lines behind the first one belong to it. */
async function getReleaseLine({ summary }) {
  const [first, ...rest] = summary.trim().split('\n')
  return [`- ${first}`, ...rest.map((line) => (line.trim() === '' ? '' : `  ${line}`))].join('\n')
}

/** Returns an item with the new versions, or nothing if no dependency has one. */
async function getDependencyReleaseLine(changesets, dependencies) {
  return dependencies.length === 0 ? '' : `- Depends on ${dependencies.map(({ name, newVersion }) => `${name} ${newVersion}`).join(', ')}.`
}

module.exports = { getReleaseLine, getDependencyReleaseLine }
