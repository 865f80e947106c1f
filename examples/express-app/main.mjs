/**
 * A real Express app on layered-http: serves it, calls it in every way a client can, prints what happened, and goes on serving.
 *
 *     node main.mjs          on http://127.0.0.1:8080, until Ctrl-C; PORT=3000 takes another port
 *     node main.mjs --once   ends after the transcript; exit code 1 if anything in it was wrong
 *
 * Only the order of things lives here.
 */
// First, before Express is loaded. Express does not call createServer; it requires node:http for its classes, and gives
// every request and response prototypes that extend them. Those have to be the classes that this server makes.
import '@layered-http/compat-node-http/register'
import http from '@layered-http/compat-node-http'
import { listen, portFromEnvironment, stop, stopOnSignal } from './serving.mjs'

// Not a static import: those are resolved before the line above has run.
const { createApp } = await import('./app.mjs')
const { printTranscript } = await import('./transcript/print.mjs')

const server = http.createServer(createApp())
const port = await listen(server, portFromEnvironment())
stopOnSignal(server)

const allRight = await printTranscript(port)
if (process.argv.includes('--once')) stop(server, allRight ? 0 : 1)
console.log(`\nServing on http://127.0.0.1:${port} until Ctrl-C. Try: curl -i http://127.0.0.1:${port}/greeting/you`)
