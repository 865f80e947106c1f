/** The smoke test and the apps on Node 26, whose behaviour is the expectation: with the preload they print what they print with Node's own http. */
import { testLine } from './support/node-lines.js'

await testLine(26, ['import', 'builtin'])
