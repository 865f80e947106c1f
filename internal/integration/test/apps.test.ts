/** The smoke test and the apps on the Node that runs the tests, preloaded by --import. */
import { testApps, testSmoke } from './support/node-lines.js'

await testSmoke(process.execPath, process.versions.node)
testApps(process.execPath, process.versions.node, ['import'])
