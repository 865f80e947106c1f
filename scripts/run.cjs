/*
 * The door of npm's scripts: node scripts/run.cjs <start|test|test-long|bench|conformance|ecosystem|reliability|release-dry> [arguments]
 *
 * Only syntax that the oldest Node can read, so that one that is too old says so instead of failing with a SyntaxError.
 */
'use strict'

var OLDEST = [20, 19]

var version = process.versions.node.split('.').map(Number)
if (version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1])) {
  console.error('layered-http needs Node ' + OLDEST.join('.') + ' or newer; this is Node ' + process.versions.node + '.')
  process.exit(1)
}

require('./command.cjs')(process.argv[2], process.argv.slice(3))
