/** Gives the classes below their legacy names, once for the process. */
import { lendIncoming } from './incoming.js'
import { lendOutgoing } from './outgoing.js'
import { lendOutHeaders } from './out-headers.js'
import { lendRequest } from './request.js'
import { lendResponse } from './response.js'
import { lendServer } from './server.js'

export function lendLegacyNames(): void {
  lendIncoming()
  lendOutgoing()
  lendOutHeaders()
  lendRequest()
  lendResponse()
  lendServer()
}
