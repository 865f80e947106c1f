/** Where the app listens and how it stops. An error here is reported in one line. */
import { once } from 'node:events'

const HOST = '127.0.0.1'
const DEFAULT_PORT = 8080
const MAX_PORT = 65535

/** The port in `PORT`, or the default. 0 lets the operating system choose. */
export function portFromEnvironment() {
  const { PORT } = process.env
  if (PORT === undefined || PORT === '') return DEFAULT_PORT
  if (!/^\d+$/.test(PORT) || Number(PORT) > MAX_PORT) fail(`PORT is '${PORT}', but a port is a whole number from 0 to ${MAX_PORT}.`)
  return Number(PORT)
}

/** Starts to listen and returns the port. */
export async function listen(server, port) {
  server.listen(port, HOST)
  try {
    await once(server, 'listening')
  } catch (error) {
    if (error.code === 'EADDRINUSE') fail(`Port ${port} is taken. Stop what listens there, or choose another port: PORT=3000 npm start`)
    if (error.code === 'EACCES') fail(`Port ${port} needs rights that this user does not have. Choose another port: PORT=3000 npm start`)
    fail(`Cannot listen on ${HOST}:${port}: ${error.message}`)
  }
  return server.address().port
}

/** Ends the process at once and without output on Ctrl-C, and on the signal of a process manager. */
export function stopOnSignal(server) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop(server, 0))
}

/** Ends the process, even while requests are being served. */
export function stop(server, exitCode) {
  server.close()
  server.closeAllConnections()
  process.exit(exitCode)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
