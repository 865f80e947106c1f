/** A plan of changesets as text: the versions, and why each package is released. */

/**
 * @param plan - of changesets
 * @param names - of all packages that can be released
 */
export function summary({ releases, changesets }, names) {
  const released = releases.filter(({ type }) => type !== 'none')
  const rows = released.map(({ name, oldVersion, newVersion, type, changesets: ids }) => `  ${name} ${oldVersion} → ${newVersion} (${type}): ${reason(ids, changesets, name)}`)
  const others = names.filter((name) => released.every((release) => release.name !== name))
  return [`Released: ${released.length}`, ...rows, `Not released: ${others.join(', ') || 'none'}`].join('\n')
}

/** A package without changesets is released if the new version of a dependency is out of its range. */
function reason(ids, changesets, name) {
  const own = changesets.filter(({ id, releases }) => ids.includes(id) && releases.some((release) => release.name === name))
  if (own.length === 0) return 'its range does not have the new version of a dependency'
  return own.length === 1 ? own[0].summary.split('\n')[0] : `${own.length} changesets`
}
