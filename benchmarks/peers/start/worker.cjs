/**
 * `node worker.cjs FILE ARGUMENT…`: runs another program of this folder in a worker thread, and reports what it used beyond what the process had used before.
 * The report of the worker itself, of the whole process, is dropped.
 */
const { Worker } = require('node:worker_threads')
const { join } = require('node:path')
const start = require('./exchange.cjs')

const [file, ...rest] = process.argv.slice(2)
const before = start.used()
new Worker(join(__dirname, 'in-worker.cjs'), { workerData: { file: join(__dirname, file), rest } })
  .on('message', (answer) => start.report(answer, before))
