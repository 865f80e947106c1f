/** The apps in every way (see ../apps/compare.mjs) on every line of Node. */
import { hasBinaries, nodeBinary, VERSIONS } from '../../../scripts/node-binaries.mjs'
import { EVERY_WAY } from '../apps/compare.mjs'
import { testApps } from './support/node-lines.js'

testApps(process.execPath, process.versions.node, EVERY_WAY)
if (hasBinaries) for (const version of VERSIONS) testApps(await nodeBinary(version), version, EVERY_WAY)
