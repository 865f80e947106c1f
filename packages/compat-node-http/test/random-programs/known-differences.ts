/** The differences between ours and Node 26's http that a program may show, with reasons. */
import { BODY, DESTROYS, has, LESS, type KnownDifference } from './known-difference.js'
import { KNOWN_ON_DENO } from './known-on-deno.js'
import type { Runtime } from './pool.js'
import type { Program } from './program.js'
import type { FieldDifference } from './reduce.js'

const NODE = Number(process.versions.node.split('.')[0])
/** The value of a callback that was not called, or called with an error. */
const FAILED = /^(nothing|never|[A-Z_]+|boom)( when closed)?$/
const INTERNAL = /^Cannot (read|set) properties of (undefined|null)/
/** Results of an exception in a listener of Node's parser. */
const PARSER_STOPPED = /HPE_JS_EXCEPTION|400.Bad Request|400 \| Bad Request|ECONNRESET/

/** Returns the head without the fields about keep-alive. */
const withoutPersistence = (head: string): string => head.replace(/ \| (Connection: (close|keep-alive)|Keep-Alive: timeout=\d+)/g, '')

/** True if the connections are in memory. */
const isDuplex = (program: Program): boolean => program.pair !== undefined

export const KNOWN_DIFFERENCES: KnownDifference[] = [
  {
    id: 'requests after the last response',
    why: 'after a response that closes the connection no response can follow (RFC 9112 section 9.6): ours emits no further request; Node does on a Duplex, and on a socket until it is closed',
    applies: ({ field, ours, theirs }, program) =>
      (isDuplex(program) || has(program, /"connection"|"version":"1.0"|"transfer-encoding"/)) &&
      ((/^server ([1-9]\d* |clientError$|checkExpectation$)/.test(field) && LESS.test(ours)) || (/ reply \d+ is$/.test(field) && theirs.startsWith('HTTP/1.1 400') && !LESS.test(ours)) || / threw$/.test(field)),
  },
  {
    id: 'a pipelined response that is destroyed and then ended with data',
    why: 'Node skips it, so that the next response goes to the wrong request; ours closes the connection',
    applies: ({ field, ours, theirs }, program) =>
      program.peers === 'raw client' && has(program, /"do":"destroy"[^\]]*"do":"(end|pump)"/) && ((/ reply \d+ is$/.test(field) && LESS.test(ours)) || (/^(server connections|program left)$/.test(field) && parseInt(ours) <= parseInt(theirs)) || /^client (end|close)$/.test(field)),
  },
  {
    id: 'an interim response that waits',
    why: 'the 1xx of a pipelined response that is not the next one yet: Node sends it after the response, and even if that was destroyed; ours before the response, or not at all',
    applies: ({ field, ours, theirs }, program) => has(program, /"do":"interim"|"expect"/) && ((/ reply \d+ is$/.test(field) && (!LESS.test(ours) || / 100 Continue /.test(theirs))) || / order$/.test(field)),
  },
  {
    id: 'a write in the turn in which the connection is destroyed',
    why: 'written bytes leave at the latest at the end of the tick; its turn depends on when the next request of the chunk is emitted',
    applies: ({ field, ours, theirs }, program) => has(program, /"do":"destroy"|"drain"/) && ((/ reply \d+ is$/.test(field) && LESS.test(ours) && theirs.endsWith('cut')) || (/^server \d+ (part|req head)$/.test(field) && LESS.test(ours) && has(program, /"highWaterMark":\d\b/))),
  },
  {
    id: 'closeAllConnections() reaches a Duplex',
    why: 'Node closes only net.Sockets; ours closes every connection of the server',
    applies: (_, program) => isDuplex(program) && has(program, /"do":"server"/),
  },
  {
    id: 'bad input after the last response',
    why: "bytes after a response that closes the connection, or the end of a body that is not read any more: Node emits 'clientError' for some of them; ours only for errors before the response has ended",
    applies: ({ field, ours, theirs }) => field === 'server clientError' && theirs.split(', ').some((code) => /^(HPE_CLOSED_CONNECTION|HPE_INVALID_EOF_STATE|EPIPE|boom)$/.test(code)) && theirs.split(', ').filter((code) => !ours.split(', ').includes(code)).length > 0 && (LESS.test(ours) || ours.split(', ').every((code) => theirs.includes(code))),
  },
  {
    id: 'a plain object that is destroyed',
    why: 'a message on an object without destroy() is destroyed and then ended: Node sends it; ours does not',
    applies: ({ ours }, program) => program.peers === 'plain' && has(program, /"do":"destroy"/) && LESS.test(ours),
  },
  {
    id: 'a connection that is free earlier',
    why: 'a response without a body is complete on arrival, read or not: ours returns its connection to the pool at once, so that a later close by the server happens in the pool',
    applies: (_, program) => program.peers === 'raw server' && has(program, /"how":"late"/) && has(program, /"then":"(destroy|end)"|"late":true/),
  },
  {
    id: 'a write in the turn in which the response completes',
    why: 'the request ends with the response: a write after that and before the close of the request is dropped; on both sides it depends on the turn if its callback is called',
    applies: ({ field, ours, theirs }, program) => has(program, /"how":"callback"/) && /^(program is|client \d+ (part|drain))$/.test(field) && (ours === 'waiting' || LESS.test(ours)) && (theirs === 'ok' || theirs === 'done' || LESS.test(theirs)),
  },
  {
    id: "a callback for each write of an object that no constructor made",
    why: 'ours never sends the written bytes, and so never calls the callback',
    applies: ({ field, ours }, program) => program.peers === 'bare' && field.endsWith(' callback') && LESS.test(ours),
  },
  {
    id: 'an end() in the turn in which the response completes',
    why: "the request ends with the response, and it depends on the turn if 'finish' comes",
    applies: ({ field, ours }) => /^client \d+ (req (finish|order)|end \w+ callback)$/.test(field) && LESS.test(ours),
  },
  {
    id: 'the end of a request whose response was not sent',
    why: "as with 'finish' of a message that was destroyed before: Node then reads the request to its end",
    applies: ({ field, ours, theirs }, _, all) => / req (end|aborted|error)$/.test(field) && LESS.test(ours) !== LESS.test(theirs) && all.some((other) => other.field.endsWith(' finish') && LESS.test(other.ours)),
  },
  {
    id: 'a body read after the close of its response',
    why: "no bytes are left: Node's stream may emit 'end' in one of the next turns; ours is closed",
    applies: ({ field, ours, theirs }) => / in body$/.test(field) && LESS.test(ours) && theirs === '0 d41d8cd9',
  },
  {
    id: 'a reader of a body that is cut',
    why: "ours emits 'aborted' and 'error', also if the response has been sent",
    applies: ({ field, ours, theirs }, program) => / (req|res) (aborted|error)$/.test(field) && /^(came|ECONNRESET)$/.test(ours) && LESS.test(theirs) && (isDuplex(program) || /"do":"read"/.test(JSON.stringify(program))),
  },
  {
    id: 'a response before the reset',
    why: 'the server closes after its response while it still receives a body: the operating system decides if the client reads the response or the reset first',
    applies: ({ field, ours }, _, all) => /^client \d+ |^program left$/.test(field) && all.some((other) => /^client \d+ req error$/.test(other.field) && other.theirs === 'ECONNRESET' && LESS.test(other.ours)) && (!LESS.test(ours) || / error$/.test(field)),
  },
  {
    id: 'uncork() without cork()',
    why: "Node emits 'drain' during the call",
    applies: ({ field, ours }, program) => has(program, /"do":"uncork"/) && / drain$/.test(field) && ours === 'never',
  },
  {
    id: 'an exception that nothing catches',
    why: 'an error without a listener ends the program: the pending events depend on the turn',
    applies: (_, program) => has(program, /"unheard":\["error"\]/),
  },
  {
    id: 'close emitted twice',
    why: 'a request that is destroyed after its response: Node emits close twice; ours once',
    applies: ({ field, ours, theirs }) => / close$/.test(field) && theirs === `${ours}, ${ours}`,
  },
  {
    id: 'a callback of a message that has ended',
    why: 'write() or end() is called too late, or the connection is lost: Node calls some callbacks, with different errors, and others never; so does ours, but not always the same ones',
    applies: ({ field, ours, theirs }) => field.endsWith(' callback') && FAILED.test(ours) && FAILED.test(theirs),
  },
  {
    id: 'success of a message that was destroyed before',
    why: 'end() after destroy() or a lost connection: Node calls back without an error if no bytes were left to send',
    applies: ({ field, ours, theirs }, program) => field.endsWith(' callback') && theirs.startsWith('ok') && FAILED.test(ours) && has(program, DESTROYS),
  },
  {
    id: 'an exception that stops the parser',
    why: 'after an exception in a listener, Node drops the rest of the chunk and of the connection, and sends 400 for further bytes; ours goes on',
    applies: ({ field, ours, theirs }, program, all) =>
      (field === 'server clientError' && /HPE_JS_EXCEPTION|ERR_HTTP_/.test(theirs)) ||
      // A write after the end is an error without a listener.
      (has(program, /"do":"end"[^\]]*"do":"write"/) && /^(server connections|agent pool|program (is|left)|client \d+ part)$/.test(field)) ||
      ((has(program, /"do":"throw/) || all.some(({ field: one, theirs: his }) => one === 'process uncaught' && his === 'boom')) &&
      (!LESS.test(ours) || LESS.test(theirs) || all.some((other) => PARSER_STOPPED.test(other.theirs)) || / (error|aborted|threw|drain|close)$|^(agent pool|server connections|server closed|program left|process uncaught|client (end|close))$/.test(field))),
  },
  {
    id: 'what Node loses',
    why: 'an event or result that ours has and Node does not: end, finish, close, a callback, a body, a response, the rest of a program',
    applies: ({ field, ours, theirs }) =>
      (LESS.test(theirs) && !LESS.test(ours) && !ours.includes(',') && / (part|finish|end|close|in body|in trailers|callback|head|reply \d+ is)$|^client (end|close)$/.test(field)) ||
      (field.endsWith(' is') && theirs.endsWith('cut') && !LESS.test(ours) && !ours.endsWith('cut')) ||
      (field.endsWith(' in body') && BODY.test(ours) && (theirs === 'ECONNRESET' || (BODY.test(theirs) && parseInt(theirs) < parseInt(ours)))),
  },
  {
    id: 'the end of a body by the connection is announced',
    why: 'ours sends Connection: close with a response that has neither Content-Length nor chunks, since the connection closes; Node sends keep-alive and closes',
    applies: ({ ours, theirs }, program) => has(program, /transfer-encoding/) && ours.includes('Connection: close') && withoutPersistence(ours) === withoutPersistence(theirs),
  },
  {
    id: 'a response that completes while Node waits',
    why: 'ours has sent a head with Connection: close; Node, which keeps the connection, has sent nothing when its server is closed',
    applies: ({ field, ours, theirs }, program) => has(program, /transfer-encoding/) && field.startsWith('client') && LESS.test(theirs) && !LESS.test(ours),
  },
  {
    id: 'finish of a message that was destroyed before',
    why: 'end() after destroy() or a lost connection: Node emits finish although the message was never sent; in ours writableFinished stays false',
    applies: ({ field, ours, theirs }, program) => has(program, DESTROYS) && (/ finish$/.test(field) ? LESS.test(ours) : field.endsWith(' order') && theirs === 'close before finish'),
  },
  {
    id: 'end of a message that was destroyed',
    why: 'after destroy(), Node emits end for an empty body until its socket has closed; ours emits only close, as streams do',
    applies: ({ field, ours, theirs }, program) => has(program, /"do":"destroy"/) && ((/ in body$/.test(field) && theirs.startsWith('0 d41d8cd9') && ours !== theirs) || (/ (req|res) end$/.test(field) && theirs === 'came' && ours === 'nothing')),
  },
  {
    id: 'a connection that is not used again',
    why: 'after surplus bytes, or after a request with Connection: close, ours closes the connection; Node keeps it',
    applies: ({ field, ours, theirs }, program) =>
      (field === 'agent pool' || field === 'server connections' || field === 'program left' || field === 'program is') && has(program, /"surplus"|"connection"|"peers":"tunnel"|"do":"(end|pump|write)"/) && (parseInt(ours) <= parseInt(theirs) || ours === 'done' || has(program, /"surplus"/)),
  },
  {
    id: 'another connection for the next request',
    why: 'as above: on the new connection, the server of the program starts again',
    applies: ({ field, ours }, program) => has(program, /"surplus"/) && /^client [1-9]/.test(field) && !ours.includes('X-Evil'),
  },
  {
    id: 'a head that was refused',
    why: 'a writeHead() that throws changes nothing in ours; Node keeps a part of the head',
    applies: ({ field }, program) => has(program, /"trailer"/) && (field.endsWith(' head') || field.endsWith(' is') || field.endsWith(' in body') || field.endsWith(' threw') || field === 'process uncaught' || /^client \d+ req error$/.test(field)),
  },
  {
    id: 'a body that is cut',
    why: 'a program destroys the connection during a body: Node delivers the bytes that it has read, and emits end if the body ends with the connection; ours emits aborted, error and close',
    applies: ({ field, ours }, program) =>
      has(program, /"do":"destroy"|"abort"|"signal"/) &&
      ((/ in (body|trailers)$/.test(field) && (LESS.test(ours) || ours.startsWith('ERR_') || ours === 'ECONNRESET')) || / (res|req) (aborted|error)$/.test(field) || (/ res (end|close)$/.test(field) && LESS.test(ours))),
  },
  {
    id: 'a complete message is not aborted',
    why: 'the connection is lost after a request or response is complete: Node emits aborted and error; ours does not',
    applies: ({ field, ours }) => / (req|res) (aborted|error)$/.test(field) && LESS.test(ours),
  },
  {
    id: 'a large piece is sent at once',
    why: 'Node sends it at the end of the tick, if the connection is still open then',
    applies: ({ field, ours, theirs }, program) => has(program, /"do":"destroy"/) && /^client \d+ (req error|response part|res head)$/.test(field) && (theirs === 'ECONNRESET' || LESS.test(theirs)) && !theirs.includes(',') && ours !== theirs && has(program, /"size":(1[6-9]|[2-9]\d|\d{3})\d{3}/),
  },
  {
    id: 'bytes that were accepted',
    why: 'the transport accepted bytes before the message or its connection was destroyed: ours calls back without an error; Node passes the error of the destroy',
    applies: ({ field, ours, theirs }, program) => field.endsWith(' callback') && ours.startsWith('ok') && FAILED.test(theirs) && has(program, DESTROYS),
  },
  {
    id: 'at the end of the run',
    why: 'when server and agent are closed after the program, ours and Node end the rest in another order',
    applies: ({ field, ours, theirs }) => (ours.endsWith('when closed') || theirs.endsWith('when closed')) && / (error|aborted|close|clientError|part|end)$/.test(field),
  },
  {
    id: 'a Duplex that is destroyed while its chunk is read',
    why: 'on a net.Socket, both deliver each piece of a body to its reader before they read on; on another Duplex only ours does, so that the request is incomplete at a destroy in between',
    applies: ({ field, theirs, ours }, program) =>
      isDuplex(program) && has(program, /"do":"(destroy|interim)"/) && (((field === 'server clientError' || /^client (end|close)$/.test(field)) && LESS.test(theirs)) || (/^(client|server) /.test(field) && (LESS.test(ours) || ours === 'ECONNRESET'))),
  },
  {
    id: 'a plain object as socket',
    why: 'for a message on an object with little more than write(), Node loses drain or a part of the output',
    applies: ({ field, ours, theirs }, program) =>
      program.peers === 'plain' && (LESS.test(theirs) || theirs.endsWith('cut') || INTERNAL.test(theirs) || theirs === 'ERR_INVALID_ARG_TYPE' || (/ reply \d+ is$/.test(field) && !LESS.test(ours))),
  },
  {
    id: 'Node waits forever',
    why: 'a handler or a client waits for an event: it never comes in Node, and comes in ours',
    applies: ({ field, ours, theirs }, _, all) =>
      (field.endsWith(' got') && ours !== '' && (theirs === '' || LESS.test(theirs))) ||
      ((field.endsWith(' part') || field.endsWith(' drain') || field === 'program is') && (theirs === 'waiting' || theirs === 'never') && (ours.startsWith('ok') || ours === 'done' || ours === 'nothing')) ||
      (all.some((other) => other.field === 'program is' && other.theirs === 'waiting' && other.ours === 'done') && (/^(agent pool|server connections|program left)$/.test(field) ? parseInt(ours) <= parseInt(theirs) : theirs.endsWith('when closed') || LESS.test(theirs))),
  },
  {
    id: 'requests after a destroyed connection',
    why: 'a handler destroys the connection: Node still emits the next requests of the same chunk; ours does not, since no response can be sent',
    applies: ({ field, ours }, program) => program.peers === 'raw client' && has(program, /"do":"destroy"/) && /^server [1-9]/.test(field) && ours === 'nothing',
  },
  {
    id: 'keep-alive without a pool',
    why: 'a request with Expect and without an agent: Node sends Connection: keep-alive, and closes; ours sends Connection: close',
    applies: ({ field, ours, theirs }, program) => field.endsWith(' head') && has(program, /"expect"/) && withoutPersistence(ours) === withoutPersistence(theirs),
  },
  {
    id: 'a pipe into a message that has ended',
    why: "the streams of Node 26 report it, those of older Nodes do not",
    applies: (_, __, all) => NODE < 26 && all.some(({ field, theirs }) => field === 'process uncaught' && theirs.includes('ERR_STREAM_UNABLE_TO_PIPE')),
  },
  {
    id: 'a socket without setTimeout',
    why: 'a program sets a timeout on a Duplex or an object: Node calls a method that it does not have; ours uses a timer of its own, or does nothing',
    applies: (_, program, all) => (program.pair?.plain === true || program.peers === 'plain') && all.some(({ theirs }) => theirs.includes('setTimeout is not a function')),
  },
  {
    id: 'no connection for a destroyed request',
    why: 'a request is destroyed in the turn in which it was made: Node connects anyway and keeps the connection in the pool; ours does not connect',
    applies: ({ field, ours, theirs }, program) => /"(destroy|abort|signal)"/.test(JSON.stringify(program)) && (field === 'server timeout' ? LESS.test(ours) : /^(agent pool|server connections)$/.test(field) && parseInt(ours) <= parseInt(theirs)),
  },
  {
    id: 'an object that no constructor made',
    why: 'Node throws, since an internal field is missing; ours works as far as possible',
    applies: (_, program, all) => program.peers === 'bare' && all.some(({ field, theirs, ours }) => field.endsWith(' threw') && INTERNAL.test(theirs) && !INTERNAL.test(ours)),
  },
  {
    id: 'both fail on an object that no constructor made',
    why: 'the message of the exception names internal fields',
    applies: ({ field, ours, theirs }, program, all) => program.peers === 'bare' && [{ field, ours, theirs }, ...all].some((each) => each.field.endsWith(' threw') && INTERNAL.test(each.theirs) && INTERNAL.test(each.ours)),
  },
  {
    id: 'the end of the other side, in another turn',
    why: 'on a Duplex, a body with a reader that pauses or starts late completes in another turn than in Node: so the end of the other side, or of the response, comes before or after it',
    applies: ({ field, ours, theirs }, program) =>
      isDuplex(program) && has(program, /"how":"(pause|late)"|"version":"1.0"/) && ((/ reply \d+ is$/.test(field) && (ours.endsWith('cut') || LESS.test(theirs))) || (/ in body$/.test(field) && BODY.test(ours) && BODY.test(theirs))),
  },
  {
    id: 'the end of a chunked response on a Duplex',
    why: 'Node loses it if its request is incomplete: the response is aborted and the request closes. In ours the response is complete, and waits for its reader',
    applies: ({ field, ours, theirs }, program) => isDuplex(program) && has(program, /"trailer"/) && (ours === 'waiting' ? theirs === 'ok' || theirs === 'done' : false) && /^(client \d+ part|program is)$/.test(field),
  },
  {
    id: 'an error that the handler made',
    why: "a write after the end, a pipe into a destroyed stream, destroy(error): it depends on the turn if the error goes to 'clientError', to a callback or is uncaught",
    applies: ({ field, ours, theirs }) =>
      (field === 'server clientError' && /^(boom|ERR_STREAM_WRITE_AFTER_END|HPE_CLOSED_CONNECTION)$/.test(ours) && LESS.test(theirs)) || (field === 'process uncaught' && theirs === 'ERR_STREAM_UNABLE_TO_PIPE' && LESS.test(ours)),
  },
  {
    id: 'a write in the turn in which another handler destroys the connection',
    why: 'the next request of the chunk is emitted one turn earlier or later',
    applies: ({ field, ours }, program) => program.peers === 'raw client' && has(program, /"do":"destroy"|"clientError"/) && / reply \d+ is$/.test(field) && LESS.test(ours),
  },
  {
    id: "a request's own timeout",
    why: 'it starts when the request has a connection; in Node, a request that waited in a queue may get its socket later',
    applies: ({ field, ours, theirs }, program) => has(program, /"maxTotalSockets"/) && / req timeout$/.test(field) && ours === 'came' && LESS.test(theirs),
  },
  {
    id: 'a request that is destroyed in the turn in which it completes',
    why: "destroy() before 'end' destroys the connection, destroy() after 'end' does not; ours emits 'end' when the ticks and jobs of the turn have run once, Node when no job is left",
    applies: ({ field, ours, theirs }, program) =>
      has(program, /"do":"destroy","what":"in"|"do":"destroy","error":true,"what":"in"|"do":"destroy","what":"socket"/) &&
      (/^(server connections|program (is|left)|agent pool|client (end|close)|client \d+ (part|req error|response part|res head))$/.test(field) || (/^server [1-9]/.test(field) && LESS.test(ours) !== LESS.test(theirs))),
  },
  ...KNOWN_ON_DENO,
]

/** Returns the id of the known difference, or undefined if the difference is not known. `runtime`: that of ours. */
export function reasonFor(program: Program, difference: FieldDifference, all: FieldDifference[], runtime: Runtime = 'node'): string | undefined {
  return KNOWN_DIFFERENCES.find(({ on = runtime, applies }) => on === runtime && applies(difference, program, all))?.id
}
