/**
 * `npm run release:dry`: shows the release that the current changesets would make, makes it in a clone, and checks its tarballs.
 *
 *     npm run release:dry                 # versions, changelogs, builds, packs, checks; leaves nothing behind
 *     npm run release:dry -- --plan       # only the versions, and why each package is released
 *     npm run release:dry -- --into DIR   # keeps the tarballs in DIR
 */
import { LAYERS } from '../layers.js'
import { installDependencies } from './install.mjs'
import { readOptions, usageLines } from './options.mjs'
import { rehearse } from './release/rehearsal.mjs'
import { summary } from './release/summary.mjs'
import { ROOT } from './step.mjs'

const OPTIONS = {
  plan: { type: 'boolean', usage: '--plan (only the versions, and why each package is released)' },
  into: { type: 'string', usage: '--into DIR (keeps the tarballs there)' },
}

export const USAGE = usageLines(OPTIONS)

export default async function releaseDry(args) {
  const { plan: planOnly, into } = readOptions(args, OPTIONS)
  await installDependencies()
  // Imported here, because it is a dependency that may not be installed yet.
  const { default: getReleasePlan } = await import('@changesets/get-release-plan')
  const plan = await getReleasePlan(ROOT)
  console.log(summary(plan, Object.keys(LAYERS).map((name) => `@layered-http/${name}`)))
  return planOnly ? 0 : rehearse({ into })
}
