/**
 * An Express app on layered-http: starts it, calls it with several clients, prints a transcript, and continues to serve.
 *
 *     node main.mjs          serves on http://127.0.0.1:8080 until Ctrl-C; PORT=3000 sets another port
 *     node main.mjs --once   ends after the transcript; exit code 1 if a step in it is wrong
 *
 * This file has only the order of the steps.
 */
// This import must be first, before Express is loaded. Express requires node:http for its classes, and gives every request
// and response a prototype that extends them. They have to be the classes that this server uses.
import '@layered-http/compat-node-http/register'
import http from '@layered-http/compat-node-http'
import { listen, portFromEnvironment, stop, stopOnSignal } from './serving.mjs'

// Not a static import, since static imports are resolved before `register` has run.
const { createApp } = await import('./app.mjs')
const { printTranscript } = await import('./transcript/print.mjs')

const server = http.createServer(createApp())
const port = await listen(server, portFromEnvironment())
stopOnSignal(server)

const allRight = await printTranscript(port)
if (process.argv.includes('--once')) stop(server, allRight ? 0 : 1)
console.log(`\nServing on http://127.0.0.1:${port} until Ctrl-C. Try: curl -i http://127.0.0.1:${port}/greeting/you`)
