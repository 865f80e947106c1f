/** Shared by the apps over https: a certificate, its CA, and servers for the time of a check. */
import { once } from 'node:events'
import { CA, SERVER } from '@layered-http/test-kit/certificates'

/** The certificate of localhost with its key. */
export const identity = SERVER
/** The CA that a client must trust. */
export const ca = CA

/** Starts the server, runs `act` with its URL, and closes it. */
export async function serving(server, act) {
  server.listen(0)
  await once(server, 'listening')
  try {
    await act(`https://localhost:${server.address().port}`)
  } finally {
    server.closeAllConnections?.()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Returns the headers without those that differ from run to run. */
export const stable = (headers) => Object.entries(headers).filter(([name]) => !['date', 'x-response-time', 'request-id'].includes(name))
