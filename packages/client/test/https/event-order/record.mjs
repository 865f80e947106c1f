/** Records the scenarios on the node:https of the Node that runs this, for expected.json: `node record.mjs > expected.json` on Node 26. */
import https from 'node:https'
import * as certificates from '../../../../../internal/test-kit/src/certificates.ts'
import { run } from './run.mjs'
import { scenarios } from './scenarios.mjs'

const recorded = {}
const only = process.argv[2]
for (const [name, scenario] of Object.entries(scenarios)) if (only === undefined || name === only) recorded[name] = await run(https, scenario, certificates)
console.log(JSON.stringify({ recordedOn: process.version, scenarios: recorded }, null, 2))
