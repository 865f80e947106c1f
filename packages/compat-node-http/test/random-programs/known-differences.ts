/** Every way in which a program may do something else with ours than with Node 26's http, with its reason. */
import type { Program } from './program.js'
import type { FieldDifference } from './reduce.js'

export interface KnownDifference {
  id: string
  why: string
  applies(difference: FieldDifference, program: Program, all: FieldDifference[]): boolean
}

const NODE = Number(process.versions.node.split('.')[0])
/** Something that did not come. */
const LESS = /^(nothing|waiting|never)$/
/** A callback that was not called, or with an error. */
const FAILED = /^(nothing|never|[A-Z_]+|boom)( when closed)?$/
const INTERNAL = /^Cannot (read|set) properties of (undefined|null)/
/** Length and hash. */
const BODY = /^\d+ [0-9a-f]{8}$/
/** What an exception in a listener of Node's parser leads to. */
const PARSER_STOPPED = /HPE_JS_EXCEPTION|400.Bad Request|400 \| Bad Request|ECONNRESET/
/** Steps that end a message or its socket before its time. */
const DESTROYS = /"(destroy|abort|signal|endSocket|server)"|"do":"timeout"/

const has = (program: Program, pattern: RegExp): boolean => pattern.test(JSON.stringify(program))
/** The head without what says whether the connection is kept. */
const withoutPersistence = (head: string): string => head.replace(/ \| (Connection: (close|keep-alive)|Keep-Alive: timeout=\d+)/g, '')

/** A connection in memory. */
const isDuplex = (program: Program): boolean => program.pair !== undefined

export const KNOWN_DIFFERENCES: KnownDifference[] = [
  {
    id: 'requests behind the last response',
    why: 'behind a response that ends the connection nothing can be answered (RFC 9112 section 9.6): ours hands out no request; Node does on a Duplex, and on a socket until that is closed',
    applies: ({ field, ours, theirs }, program) =>
      (isDuplex(program) || has(program, /"connection"|"version":"1.0"|"transfer-encoding"/)) &&
      ((/^server ([1-9]\d* |clientError$|checkExpectation$)/.test(field) && LESS.test(ours)) || (/ reply \d+ is$/.test(field) && theirs.startsWith('HTTP/1.1 400') && !LESS.test(ours)) || / threw$/.test(field)),
  },
  {
    id: 'a pipelined response that is destroyed and then ended with data',
    why: 'Node leaves it out, so that the next response answers its request; ours closes the connection',
    applies: ({ field, ours, theirs }, program) =>
      program.peers === 'raw client' && has(program, /"do":"destroy"[^\]]*"do":"(end|pump)"/) && ((/ reply \d+ is$/.test(field) && LESS.test(ours)) || (/^(server connections|program left)$/.test(field) && parseInt(ours) <= parseInt(theirs)) || /^client (end|close)$/.test(field)),
  },
  {
    id: 'an interim response that waits',
    why: 'a pipelined response that is not in its turn yet: Node sends its 1xx behind it, and when it was destroyed; ours before it, or not at all',
    applies: ({ field, ours, theirs }, program) => has(program, /"do":"interim"|"expect"/) && ((/ reply \d+ is$/.test(field) && (!LESS.test(ours) || / 100 Continue /.test(theirs))) || / order$/.test(field)),
  },
  {
    id: 'a write in the turn in which the connection is destroyed',
    why: 'what is written leaves at the end of the tick at the latest; which turn that is depends on when the next request of the chunk is handed out',
    applies: ({ field, ours, theirs }, program) => has(program, /"do":"destroy"|"drain"/) && ((/ reply \d+ is$/.test(field) && LESS.test(ours) && theirs.endsWith('cut')) || (/^server \d+ (part|req head)$/.test(field) && LESS.test(ours) && has(program, /"highWaterMark":\d\b/))),
  },
  {
    id: 'closeAllConnections() reaches a Duplex',
    why: 'Node closes net.Sockets alone; ours every connection of the server',
    applies: (_, program) => isDuplex(program) && has(program, /"do":"server"/),
  },
  {
    id: 'bad input behind the last response',
    why: "bytes behind a response that ends the connection, or the end of a body that is not wanted any more: Node emits 'clientError' for some; ours reports what comes before the response has ended",
    applies: ({ field, ours, theirs }) => field === 'server clientError' && theirs.split(', ').some((code) => /^(HPE_CLOSED_CONNECTION|HPE_INVALID_EOF_STATE|EPIPE|boom)$/.test(code)) && theirs.split(', ').filter((code) => !ours.split(', ').includes(code)).length > 0 && (LESS.test(ours) || ours.split(', ').every((code) => theirs.includes(code))),
  },
  {
    id: 'a plain object that is destroyed',
    why: 'a message on an object without destroy() that is destroyed and then ended: Node sends it; ours does not',
    applies: ({ ours }, program) => program.peers === 'plain' && has(program, /"do":"destroy"/) && LESS.test(ours),
  },
  {
    id: 'a connection that is free earlier',
    why: 'a response without a body is over when it has come, read or not: its connection goes back to the pool, and meets what the peer does to it later',
    applies: (_, program) => program.peers === 'raw server' && has(program, /"how":"late"/) && has(program, /"then":"(destroy|end)"|"late":true/),
  },
  {
    id: 'a write in the turn in which the response is over',
    why: 'the request ends with it: what is written between that and the close of the request is dropped, and its callback is called or not on both sides, by the turn',
    applies: ({ field, ours, theirs }, program) => has(program, /"how":"callback"/) && /^(program is|client \d+ (part|drain))$/.test(field) && (ours === 'waiting' || LESS.test(ours)) && (theirs === 'ok' || theirs === 'done' || LESS.test(theirs)),
  },
  {
    id: "a callback for each write of an object that no constructor made",
    why: 'ours never sends what was written to it, and so never calls back',
    applies: ({ field, ours }, program) => program.peers === 'bare' && field.endsWith(' callback') && LESS.test(ours),
  },
  {
    id: 'an end() in the turn in which the response is over',
    why: "the request ends with it, and 'finish' comes or not, by the turn",
    applies: ({ field, ours }) => /^client \d+ (req (finish|order)|end \w+ callback)$/.test(field) && LESS.test(ours),
  },
  {
    id: 'the end of a request whose response did not leave',
    why: "as 'finish' of a message that was destroyed before: Node reads the request to its end then",
    applies: ({ field, ours, theirs }, _, all) => / req (end|aborted|error)$/.test(field) && LESS.test(ours) !== LESS.test(theirs) && all.some((other) => other.field.endsWith(' finish') && LESS.test(other.ours)),
  },
  {
    id: 'a body read behind the close of its response',
    why: "nothing is left of it: Node's stream may emit 'end' in one of the turns that follow; that of ours is closed",
    applies: ({ field, ours, theirs }) => / in body$/.test(field) && LESS.test(ours) && theirs === '0 d41d8cd9',
  },
  {
    id: 'a reader of a body that is cut',
    why: "hears 'aborted' and 'error', also when the response has left",
    applies: ({ field, ours, theirs }, program) => / (req|res) (aborted|error)$/.test(field) && /^(came|ECONNRESET)$/.test(ours) && LESS.test(theirs) && (isDuplex(program) || /"do":"read"/.test(JSON.stringify(program))),
  },
  {
    id: 'a response before the reset',
    why: 'the server closes behind its response while a body is on its way to it: the client reads the response first, or the reset, which the system decides',
    applies: ({ field, ours }, _, all) => /^client \d+ |^program left$/.test(field) && all.some((other) => /^client \d+ req error$/.test(other.field) && other.theirs === 'ECONNRESET' && LESS.test(other.ours)) && (!LESS.test(ours) || / error$/.test(field)),
  },
  {
    id: 'uncork() without cork()',
    why: "Node emits 'drain' inside of it",
    applies: ({ field, ours }, program) => has(program, /"do":"uncork"/) && / drain$/.test(field) && ours === 'never',
  },
  {
    id: 'an exception that nothing catches',
    why: 'an error without a listener ends the run of the program: what is under way then depends on the turn',
    applies: (_, program) => has(program, /"unheard":\["error"\]/),
  },
  {
    id: 'close said twice',
    why: 'a request of Node that is destroyed behind its response emits close twice; ours once',
    applies: ({ field, ours, theirs }) => / close$/.test(field) && theirs === `${ours}, ${ours}`,
  },
  {
    id: 'a callback of a message that is over',
    why: 'of a write or an end that comes too late, or whose connection is lost: Node calls some callbacks, with one error or another, and others never; so does ours, not always the same',
    applies: ({ field, ours, theirs }) => field.endsWith(' callback') && FAILED.test(ours) && FAILED.test(theirs),
  },
  {
    id: 'success of a message that was destroyed before',
    why: 'end() after destroy() or a lost connection: Node says that all is well where nothing was left to send',
    applies: ({ field, ours, theirs }, program) => field.endsWith(' callback') && theirs.startsWith('ok') && FAILED.test(ours) && has(program, DESTROYS),
  },
  {
    id: 'an exception that stops the parser',
    why: 'an exception that a listener throws makes Node forget the rest of the chunk and of the connection, and answer 400 to what follows; ours goes on',
    applies: ({ field, ours, theirs }, program, all) =>
      (field === 'server clientError' && /HPE_JS_EXCEPTION|ERR_HTTP_/.test(theirs)) ||
      // A write behind the end is an error without a listener.
      (has(program, /"do":"end"[^\]]*"do":"write"/) && /^(server connections|agent pool|program (is|left)|client \d+ part)$/.test(field)) ||
      ((has(program, /"do":"throw/) || all.some(({ field: one, theirs: his }) => one === 'process uncaught' && his === 'boom')) &&
      (!LESS.test(ours) || LESS.test(theirs) || all.some((other) => PARSER_STOPPED.test(other.theirs)) || / (error|aborted|threw|drain|close)$|^(agent pool|server connections|server closed|program left|process uncaught|client (end|close))$/.test(field))),
  },
  {
    id: 'what Node loses',
    why: 'something that comes with ours and not with Node: an end, a finish, a close, a callback, a body, a response, the rest of a program',
    applies: ({ field, ours, theirs }) =>
      (LESS.test(theirs) && !LESS.test(ours) && !ours.includes(',') && / (part|finish|end|close|in body|in trailers|callback|head|reply \d+ is)$|^client (end|close)$/.test(field)) ||
      (field.endsWith(' is') && theirs.endsWith('cut') && !LESS.test(ours) && !ours.endsWith('cut')) ||
      (field.endsWith(' in body') && BODY.test(ours) && (theirs === 'ECONNRESET' || (BODY.test(theirs) && parseInt(theirs) < parseInt(ours)))),
  },
  {
    id: 'the end of a body by the connection is announced',
    why: 'a response whose body is neither counted nor chunked has Connection: close, since that is what happens; Node says keep-alive and closes',
    applies: ({ ours, theirs }, program) => has(program, /transfer-encoding/) && ours.includes('Connection: close') && withoutPersistence(ours) === withoutPersistence(theirs),
  },
  {
    id: 'a response that is complete although Node waits',
    why: 'its head has left with Connection: close; of the response of Node, which says keep-alive, nothing has come when its server is closed',
    applies: ({ field, ours, theirs }, program) => has(program, /transfer-encoding/) && field.startsWith('client') && LESS.test(theirs) && !LESS.test(ours),
  },
  {
    id: 'finish of a message that was destroyed before',
    why: 'end() after destroy() or a lost connection: Node emits finish although the message never left; for ours writableFinished stays false',
    applies: ({ field, ours, theirs }, program) => has(program, DESTROYS) && (/ finish$/.test(field) ? LESS.test(ours) : field.endsWith(' order') && theirs === 'close before finish'),
  },
  {
    id: 'end of a message that was destroyed',
    why: 'Node emits end for an empty body after destroy(), until its socket has closed; ours emits nothing but close after it, as streams do',
    applies: ({ field, ours, theirs }, program) => has(program, /"do":"destroy"/) && ((/ in body$/.test(field) && theirs.startsWith('0 d41d8cd9') && ours !== theirs) || (/ (req|res) end$/.test(field) && theirs === 'came' && ours === 'nothing')),
  },
  {
    id: 'a connection that is not used again',
    why: 'after bytes behind a response, or a request that said Connection: close, ours ends the connection; Node keeps it',
    applies: ({ field, ours, theirs }, program) =>
      (field === 'agent pool' || field === 'server connections' || field === 'program left' || field === 'program is') && has(program, /"surplus"|"connection"|"peers":"tunnel"|"do":"(end|pump|write)"/) && (parseInt(ours) <= parseInt(theirs) || ours === 'done' || has(program, /"surplus"/)),
  },
  {
    id: 'another connection for the next request',
    why: 'as above: the scripted server begins its script anew',
    applies: ({ field, ours }, program) => has(program, /"surplus"/) && /^client [1-9]/.test(field) && !ours.includes('X-Evil'),
  },
  {
    id: 'a head that was refused',
    why: 'writeHead() that throws leaves nothing behind in ours; Node keeps a part of it',
    applies: ({ field }, program) => has(program, /"trailer"/) && (field.endsWith(' head') || field.endsWith(' is') || field.endsWith(' in body') || field.endsWith(' threw') || field === 'process uncaught' || /^client \d+ req error$/.test(field)),
  },
  {
    id: 'a body that is cut',
    why: 'a program destroys the connection of a body: Node delivers what it has read and emits end if nothing but the end of the connection ends the body; ours emits aborted, error and close',
    applies: ({ field, ours }, program) =>
      has(program, /"do":"destroy"|"abort"|"signal"/) &&
      ((/ in (body|trailers)$/.test(field) && (LESS.test(ours) || ours.startsWith('ERR_') || ours === 'ECONNRESET')) || / (res|req) (aborted|error)$/.test(field) || (/ res (end|close)$/.test(field) && LESS.test(ours))),
  },
  {
    id: 'a message that is whole is not aborted',
    why: 'a request or response that has come to its end when its connection is lost: Node emits aborted and error all the same',
    applies: ({ field, ours }) => / (req|res) (aborted|error)$/.test(field) && LESS.test(ours),
  },
  {
    id: 'a large piece leaves at once',
    why: 'Node sends it at the end of the tick, if the connection is still there then',
    applies: ({ field, ours, theirs }, program) => has(program, /"do":"destroy"/) && /^client \d+ (req error|response part|res head)$/.test(field) && (theirs === 'ECONNRESET' || LESS.test(theirs)) && !theirs.includes(',') && ours !== theirs && has(program, /"size":(1[6-9]|[2-9]\d|\d{3})\d{3}/),
  },
  {
    id: 'bytes that were taken',
    why: 'a callback of bytes that the transport had taken before the message or its connection was destroyed: ours says so; Node says what destroyed it',
    applies: ({ field, ours, theirs }, program) => field.endsWith(' callback') && ours.startsWith('ok') && FAILED.test(theirs) && has(program, DESTROYS),
  },
  {
    id: 'at the end of the run',
    why: 'when server and agent are closed behind the program, ours and Node end what is left in another order',
    applies: ({ field, ours, theirs }) => (ours.endsWith('when closed') || theirs.endsWith('when closed')) && / (error|aborted|close|clientError|part|end)$/.test(field),
  },
  {
    id: 'a Duplex that is destroyed while its chunk is read',
    why: 'of a net.Socket both let the reader of a body have each piece before they read on; of another Duplex only ours does, so that a destroy in between finds the request incomplete',
    applies: ({ field, theirs, ours }, program) =>
      isDuplex(program) && has(program, /"do":"(destroy|interim)"/) && (((field === 'server clientError' || /^client (end|close)$/.test(field)) && LESS.test(theirs)) || (/^(client|server) /.test(field) && (LESS.test(ours) || ours === 'ECONNRESET'))),
  },
  {
    id: 'a plain object as socket',
    why: 'of a message on an object with little more than write(), Node loses drain or a part of the output',
    applies: ({ field, ours, theirs }, program) =>
      program.peers === 'plain' && (LESS.test(theirs) || theirs.endsWith('cut') || INTERNAL.test(theirs) || theirs === 'ERR_INVALID_ARG_TYPE' || (/ reply \d+ is$/.test(field) && !LESS.test(ours))),
  },
  {
    id: 'Node waits for ever',
    why: 'a handler or a client of Node that waits for an event which never comes; with ours it comes',
    applies: ({ field, ours, theirs }, _, all) =>
      (field.endsWith(' got') && ours !== '' && (theirs === '' || LESS.test(theirs))) ||
      ((field.endsWith(' part') || field.endsWith(' drain') || field === 'program is') && (theirs === 'waiting' || theirs === 'never') && (ours.startsWith('ok') || ours === 'done' || ours === 'nothing')) ||
      (all.some((other) => other.field === 'program is' && other.theirs === 'waiting' && other.ours === 'done') && (/^(agent pool|server connections|program left)$/.test(field) ? parseInt(ours) <= parseInt(theirs) : theirs.endsWith('when closed') || LESS.test(theirs))),
  },
  {
    id: 'requests behind a destroyed connection',
    why: 'a handler destroys the connection: Node still hands out the requests behind it in the same chunk; ours does not, since no response can leave',
    applies: ({ field, ours }, program) => program.peers === 'raw client' && has(program, /"do":"destroy"/) && /^server [1-9]/.test(field) && ours === 'nothing',
  },
  {
    id: 'keep-alive without a pool',
    why: 'a request with Expect and without an agent: Node says keep-alive, and closes; ours says close',
    applies: ({ field, ours, theirs }, program) => field.endsWith(' head') && has(program, /"expect"/) && withoutPersistence(ours) === withoutPersistence(theirs),
  },
  {
    id: 'a pipe into a message that is over',
    why: "Node's streams report it from Node 26 on",
    applies: (_, __, all) => NODE < 26 && all.some(({ field, theirs }) => field === 'process uncaught' && theirs.includes('ERR_STREAM_UNABLE_TO_PIPE')),
  },
  {
    id: 'a socket without setTimeout',
    why: 'a Duplex or an object of which a program asks a timeout: Node calls a method that it does not have; ours has a timer of its own or none',
    applies: (_, program, all) => (program.pair?.plain === true || program.peers === 'plain') && all.some(({ theirs }) => theirs.includes('setTimeout is not a function')),
  },
  {
    id: 'no connection for a request that is gone',
    why: 'a request that is destroyed in the turn it was made: Node connects all the same and keeps the connection in the pool; ours does not connect',
    applies: ({ field, ours, theirs }, program) => /"(destroy|abort|signal)"/.test(JSON.stringify(program)) && (field === 'server timeout' ? LESS.test(ours) : /^(agent pool|server connections)$/.test(field) && parseInt(ours) <= parseInt(theirs)),
  },
  {
    id: 'an object that no constructor made',
    why: 'Node fails on a field of its own; ours does what can be done',
    applies: (_, program, all) => program.peers === 'bare' && all.some(({ field, theirs, ours }) => field.endsWith(' threw') && INTERNAL.test(theirs) && !INTERNAL.test(ours)),
  },
  {
    id: 'both fail on an object that no constructor made',
    why: 'what the exception says is about fields of the implementation',
    applies: ({ field, ours, theirs }, program, all) => program.peers === 'bare' && [{ field, ours, theirs }, ...all].some((each) => each.field.endsWith(' threw') && INTERNAL.test(each.theirs) && INTERNAL.test(each.ours)),
  },
  {
    id: 'the end of the other side, in another turn',
    why: 'on a Duplex a body that its reader pauses, or that is read late, is whole in another turn than with Node: the end of the other side, or of the response, comes before or after it',
    applies: ({ field, ours, theirs }, program) =>
      isDuplex(program) && has(program, /"how":"(pause|late)"|"version":"1.0"/) && ((/ reply \d+ is$/.test(field) && (ours.endsWith('cut') || LESS.test(theirs))) || (/ in body$/.test(field) && BODY.test(ours) && BODY.test(theirs))),
  },
  {
    id: 'the end of a chunked response on a Duplex',
    why: 'Node loses it when its request is not whole: the response is aborted and the request closes. With ours it is whole, and waits for its reader',
    applies: ({ field, ours, theirs }, program) => isDuplex(program) && has(program, /"trailer"/) && (ours === 'waiting' ? theirs === 'ok' || theirs === 'done' : false) && /^(client \d+ part|program is)$/.test(field),
  },
  {
    id: 'an error that the handler made',
    why: "a write behind the end, a pipe into what was destroyed, destroy(error): whether it is reported as 'clientError', to a callback or as uncaught depends on the turn",
    applies: ({ field, ours, theirs }) =>
      (field === 'server clientError' && /^(boom|ERR_STREAM_WRITE_AFTER_END|HPE_CLOSED_CONNECTION)$/.test(ours) && LESS.test(theirs)) || (field === 'process uncaught' && theirs === 'ERR_STREAM_UNABLE_TO_PIPE' && LESS.test(ours)),
  },
  {
    id: 'a write in the turn in which another handler destroys the connection',
    why: 'the next request of the chunk is handed out one turn earlier or later',
    applies: ({ field, ours }, program) => program.peers === 'raw client' && has(program, /"do":"destroy"|"clientError"/) && / reply \d+ is$/.test(field) && LESS.test(ours),
  },
  {
    id: "a request's own timeout",
    why: 'counts from the connection; a request of Node that waited in a queue may get its socket, and so the count, later',
    applies: ({ field, ours, theirs }, program) => has(program, /"maxTotalSockets"/) && / req timeout$/.test(field) && ours === 'came' && LESS.test(theirs),
  },
  {
    id: 'a request that is destroyed in the turn in which it becomes whole',
    why: "destroy() before 'end' costs the connection, and behind it nothing; ours emits 'end' when the ticks and jobs of the turn have run once, Node when none is left",
    applies: ({ field, ours, theirs }, program) =>
      has(program, /"do":"destroy","what":"in"|"do":"destroy","error":true,"what":"in"|"do":"destroy","what":"socket"/) &&
      (/^(server connections|program (is|left)|agent pool|client (end|close)|client \d+ (part|req error|response part|res head))$/.test(field) || (/^server [1-9]/.test(field) && LESS.test(ours) !== LESS.test(theirs))),
  },
]

/** The id of the known difference that this is. */
export function reasonFor(program: Program, difference: FieldDifference, all: FieldDifference[]): string | undefined {
  return KNOWN_DIFFERENCES.find(({ applies }) => applies(difference, program, all))?.id
}
