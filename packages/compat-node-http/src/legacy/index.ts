/** Puts the members that Node does not document, and that libraries use, on the classes of this package. */
import { LegacyIncoming, LegacyOutgoing } from '@layered-http/streams/legacy'
import { ClientRequest, IncomingMessage, OutgoingMessage, Server, ServerResponse } from '../classes.js'
import { installMembers } from './install.js'
import { installOutHeaders } from './out-headers.js'
import { HighWaterMarkMember } from './outgoing-options.js'
import { LegacyRequest } from './request.js'
import { LegacyResponse } from './response.js'
import { LegacyServer } from './server.js'

export function installLegacyMembers(): void {
  installMembers(IncomingMessage.prototype, LegacyIncoming.prototype)
  installMembers(OutgoingMessage.prototype, LegacyOutgoing.prototype)
  installMembers(OutgoingMessage.prototype, HighWaterMarkMember.prototype)
  installOutHeaders(OutgoingMessage.prototype)
  installMembers(ClientRequest.prototype, LegacyRequest.prototype)
  installMembers(ServerResponse.prototype, LegacyResponse.prototype)
  installMembers(Server.prototype, LegacyServer.prototype)
}
