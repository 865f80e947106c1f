/** Records the scenarios on node:http of the running Node, for expected.json: `node record.mjs > expected.json` on Node 26. */
import http from 'node:http'
import { run } from './run.mjs'
import { scenarios } from './scenarios.mjs'

const recorded = {}
for (const [name, scenario] of Object.entries(scenarios)) recorded[name] = await run(http, scenario)
console.log(JSON.stringify({ recordedOn: process.version, scenarios: recorded }, null, 2))
