/** What the programs over https share: a certificate, its authority, and servers that come and go. */
import { once } from 'node:events'
import { CA, SERVER } from '@layered-http/test-kit/certificates'

/** The certificate of localhost with its key. */
export const identity = SERVER
/** What a client has to trust. */
export const ca = CA

/** Runs `act` with the URL of a server that listens meanwhile. */
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

/** Headers without those that differ from run to run. */
export const stable = (headers) => Object.entries(headers).filter(([name]) => !['date', 'x-response-time', 'request-id'].includes(name))
