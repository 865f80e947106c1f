/** `npm run release:dry`: shows the release that the current changesets would make: the versions, and why each package is released. */
import { LAYERS } from '../layers.js'
import { installDependencies } from './install.mjs'
import { ROOT } from './step.mjs'

export default async function releaseDry() {
  await installDependencies()
  // Imported here, because it is a dependency that may not be installed yet.
  const { default: getReleasePlan } = await import('@changesets/get-release-plan')
  console.log(summary(await getReleasePlan(ROOT), Object.keys(LAYERS).map((name) => `@layered-http/${name}`)))
  return 0
}

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
