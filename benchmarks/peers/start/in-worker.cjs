/** Runs in the worker thread: the program of `workerData`, whose report goes to the main thread instead of standard output. */
const { parentPort, workerData } = require('node:worker_threads')
const start = require('./exchange.cjs')

start.report = (answer) => parentPort.postMessage(answer)
process.argv.splice(2, Infinity, ...workerData.rest)
if (workerData.file.endsWith('.mjs')) import(workerData.file)
else require(workerData.file)
