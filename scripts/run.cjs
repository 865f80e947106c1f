/*
 * The entry of npm's scripts: node scripts/run.cjs <a file of this folder, such as start> [arguments]
 *
 * It uses only syntax of the oldest Nodes, so that a Node that is too old gets a clear message instead of a SyntaxError.
 */
'use strict'

var OLDEST = [20, 19]

var version = process.versions.node.split('.').map(Number)
if (version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1])) {
  console.error('layered-http needs Node ' + OLDEST.join('.') + ' or newer; this is Node ' + process.versions.node + '.')
  process.exit(1)
}

require('./command.cjs')(process.argv[2], process.argv.slice(3))
