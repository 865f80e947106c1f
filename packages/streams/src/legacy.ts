/**
 * `@layered-http/streams/legacy`: members of messages that Node does not document and that libraries use, as views of the state of this package. They are
 * here because the state leaves this package in no other way.
 *
 * A package that stands in for `node:http` puts them on classes of its own.
 *
 * @packageDocumentation
 */
export { LegacyIncoming } from './legacy/incoming.js'
export type { LegacyMembers } from './legacy/members.js'
export { getOutHeaders, setOutHeaders, type OutHeaders } from './legacy/out-headers.js'
export { LegacyOutgoing } from './legacy/outgoing.js'
