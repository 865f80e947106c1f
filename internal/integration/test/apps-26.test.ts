/** The smoke test and the apps on Node 26, whose behaviour is the expected one: the output with the preload equals the output with Node's own http. */
import { testLine } from './support/node-lines.js'

await testLine(26, ['import', 'builtin'])
