/** The smoke test and the apps on Node 22, preloaded by --import. */
import { testLine } from './support/node-lines.js'

await testLine(22, ['import'])
