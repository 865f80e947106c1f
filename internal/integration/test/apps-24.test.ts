/** The smoke test and the apps on Node 24, preloaded by --import. */
import { testLine } from './support/node-lines.js'

await testLine(24, ['import'])
