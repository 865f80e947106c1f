/**
 * The differences that a program may show on Deno only. Their causes are in its sockets and streams: scripts/order-of-events.mjs shows each without http, and
 * docs/migration.md has what follows for users.
 */
import { BODY, DESTROYS, has, LESS, type KnownDifference } from './known-difference.js'
import type { Program } from './program.js'

/** A read of a socket takes up to 65,536 bytes. A character of a body has up to two. */
const SIZES_OF_A_READ = 65_536 / 2

/** True if the bodies together may need more than one read of a socket. */
const isLong = (program: Program): boolean => program.pair === undefined && [...JSON.stringify(program).matchAll(/"(?:size|body)":(\d+)/g)].reduce((sum, [, size]) => sum + Number(size), 0) > SIZES_OF_A_READ

/** The fields that tell how a program, its pool and its connections have ended. */
const OUTCOME = /^(program (is|left)|server connections|agent pool)$/

const DIFFERENCES: Omit<KnownDifference, 'on'>[] = [
  {
    id: 'Deno: a pipeline into a destroyed stream',
    why: 'pipeline() throws a TypeError; in Node it throws ERR_STREAM_UNABLE_TO_PIPE, or calls back if the stream is destroyed a tick later',
    applies: ({ field, ours, theirs }, program, all) =>
      has(program, /"how":"pipeline"/) &&
      ((field === 'process uncaught' && / is not a constructor/.test(ours) && [ours.replaceAll(/\w+ is not a constructor/g, 'ERR_STREAM_UNABLE_TO_PIPE'), 'nothing'].includes(theirs)) ||
        (/ pump \w+ callback$/.test(field) && ours === 'never' && all.some((other) => other.field === 'process uncaught' && / is not a constructor/.test(other.ours)))),
  },
  {
    id: 'Deno: an exception of a write() that pipe() has called',
    why: 'it is uncaught, and the pipe goes on; Node destroys the message with it',
    applies: ({ field }, program, all) => has(program, /"do":"pump"/) && all.some((other) => other.field === 'process uncaught' && /ERR_HTTP_/.test(other.ours)) && (/^process uncaught$|^client \d+ /.test(field) || ((program.peers ?? 'both') === 'both' && OUTCOME.test(field))),
  },
  {
    id: 'Deno: closeAllConnections() reaches connections that were just made',
    why: 'all connections that wait are accepted before any is read; in Node a handler runs while others are not accepted',
    applies: ({ field, ours }, program, all) =>
      has(program, /"do":"server"/) &&
      ((/^client \d+ in body$/.test(field) && LESS.test(ours)) || ((/^(client|server) \d/.test(field) || OUTCOME.test(field)) && all.some((other) => /^client \d+ req error$/.test(other.field) && other.ours === 'ECONNRESET'))),
  },
  {
    id: 'Deno: all that has arrived is read at once',
    why: 'no tick runs between the chunks of a long body: a destroy, an error or a response that waits for a tick comes after more of them, and a paused body has more buffered',
    applies: ({ field, ours, theirs }, program) =>
      isLong(program) &&
      ((field === 'server clientError' && ours.includes('HPE_CLOSED_CONNECTION')) || /^client (end|close)$/.test(field) || (/^server \d+ (in body|req (end|close))$/.test(field) && LESS.test(ours)) || (has(program, DESTROYS) && /^server [1-9]/.test(field) && LESS.test(theirs)) || (has(program, /"do":"throwIn"/) && (/^client \d+ (part|in body|res (end|close))$/.test(field) || OUTCOME.test(field)))),
  },
  {
    id: 'Deno: jobs before ticks',
    why: "after an event of a socket, jobs of promises run before ticks: a destroy in a job comes before the body is read, as in Node an earlier one, where a complete body is dropped and 'end' comes",
    applies: ({ field, ours, theirs }, program) => / in body$/.test(field) && (BODY.test(theirs) || theirs.startsWith('ERR_')) && ours.startsWith('0 d41d8cd9') && has(program, DESTROYS),
  },
  {
    id: 'Deno: a socket that is ended by the program',
    why: 'the end reaches the server in one read with the request, or leaves in a job before the tick in which the response is written; the peer ends its side too',
    applies: ({ field, ours }, program, all) =>
      has(program, /"do":"endSocket"/) &&
      (/^(client|server) \d+ /.test(field) || OUTCOME.test(field)) &&
      (LESS.test(ours) || [{ field, ours }, ...all].some((each) => /^client \d+ req error$/.test(each.field) && each.ours.includes('ECONNRESET'))),
  },
  {
    id: 'Deno: a long turn',
    why: 'a reader, a listener or a destroy comes a long turn later: the connection has closed in between, or the response has come and was read; in Node that happens in the turn in which it starts',
    applies: ({ field, ours, theirs }, program, all) =>
      (has(program, DESTROYS) && / in body$/.test(field) && BODY.test(ours) && theirs.startsWith('ERR_')) ||
      (has(program, /"how":"late"/) && /^server \d+ (req (end|close)|in body)$/.test(field) && LESS.test(ours) && (theirs === 'came' || theirs.startsWith('0 d41d8cd9'))) ||
      // Such a signal aborts its request in the next turn.
      (has(program, /"signal":"turn"/) && ((/^server \d+ /.test(field) && LESS.test(ours)) || (/^client \d+ drain$/.test(field) && LESS.test(theirs)))) ||
      (has(program, /"how":"turn"|"do":"wait"\}/) && has(program, /"until":"response end"/) && all.some((other) => /^client \d+ part$/.test(other.field) && other.ours === 'waiting') && (/^client \d+ /.test(field) || OUTCOME.test(field))),
  },
  {
    id: 'Deno: a request after a connection has closed',
    why: 'the server closes after a response: the next request is written a long turn later, when that close was read, so it gets another connection',
    applies: ({ field }, program, all) =>
      program.agent !== undefined && (/^(client|server) [1-9]/.test(field) || OUTCOME.test(field)) && all.some((other) => /^client [1-9]\d* req error$/.test(other.field)),
  },
  {
    id: 'Deno: a response before the end of the request',
    why: 'the client waits for a long turn before end(), and the response completes in between',
    applies: ({ field }, program, all) =>
      has(program, /"how":"turn"/) && /^(server \d+ req (end|close)|client \d+ finished out \w+ callback)$/.test(field) && all.some((other) => /^client \d+ req finish$/.test(other.field) && other.theirs === 'came' && LESS.test(other.ours)),
  },
  {
    id: 'Deno: a timeout within some long turns',
    why: 'they take milliseconds, so it may come before or after what the program does then',
    applies: ({ field, ours, theirs }, program, all) =>
      has(program, /"do":"timeout"/) && LESS.test(ours) !== LESS.test(theirs) && (/ timeout$/.test(field) || (/^server \d+ req error$/.test(field) && all.some((other) => / timeout$/.test(other.field)))),
  },
]

export const KNOWN_ON_DENO: readonly KnownDifference[] = DIFFERENCES.map((difference) => ({ ...difference, on: 'deno' }))
