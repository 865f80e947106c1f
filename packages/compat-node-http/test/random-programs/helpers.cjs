/**
 * The functions that random programs call. The runner loads this file; a printed script contains the functions that it uses.
 *
 * A function begins with "  function name" and ends with a line "  }": render.ts cuts the file there.
 */
'use strict'
const { EventEmitter, once } = require('node:events')
const { createHash } = require('node:crypto')
const net = require('node:net')
const stream = require('node:stream')
const util = require('node:util')

/**
 * `record(name, event, value)` is called for each event. `atRest(action)` keeps an action for the time when nothing happens any more. `longTurn`: the number of
 * turns of the event loop after which sockets have been read and written.
 */
module.exports = (http, record, atRest, longTurn) => {
  /** Returns a text in which neighbouring characters differ. */
  function text(size, letters = '0123456789abcdefghijklmnopqrstuvwxyz\n') {
    return letters.repeat(Math.ceil(size / letters.length)).slice(0, size)
  }

  function codeOf(error) {
    return error ? String(error.code ?? error.message ?? error) : undefined
  }

  function sum(chunks) {
    const bytes = Buffer.concat(chunks)
    return `${bytes.length} ${createHash('md5').update(bytes).digest('hex').slice(0, 8)}`
  }

  function turn(number = longTurn) {
    const next = new Promise(setImmediate)
    return number > 1 ? next.then(() => turn(number - 1)) : next
  }

  function watch(name, emitter, events) {
    for (const event of events) emitter.on(event, (value) => record(name, event, value instanceof Error ? codeOf(value) : undefined))
  }

  /** Returns a callback that should be called once. */
  function called(name) {
    record(name, 'given')
    return (error) => record(name, 'called', codeOf(error) ?? 'ok')
  }

  function attempt(name, action) {
    try {
      return action()
    } catch (error) {
      record(name, 'threw', codeOf(error))
    }
  }

  /** As `attempt`, for a write: if it returns false, 'drain' must follow. */
  function writing(name, out, action) {
    if (attempt(name, action) !== false || out.writableEnded || out.destroyed) return
    record(name, 'full')
    out.once('drain', () => record(name, 'drained'))
  }

  /** Waits for one of the events. */
  function until(emitter, ...events) {
    return new Promise((resolve) => {
      if (!emitter || (events.includes('close') && (emitter.closed || emitter._closed))) return resolve()
      for (const event of events) emitter.once(event, resolve)
    })
  }

  /** Runs a part of the program that should end. */
  async function part(name, steps) {
    record(name, 'begun')
    try {
      await steps()
      record(name, 'done', 'ok')
    } catch (error) {
      record(name, 'done', codeOf(error))
    }
  }

  function head(name, message) {
    const headers = []
    for (let i = 0; i < message.rawHeaders.length; i += 2) if (message.rawHeaders[i].toLowerCase() !== 'date') headers.push(`${message.rawHeaders[i]}: ${message.rawHeaders[i + 1]}`)
    record(name, 'head', [message.method ?? message.statusCode, message.statusMessage, message.httpVersion, ...headers].join(' | '))
  }

  function trailers(name, message) {
    record(name, 'trailers', message.rawTrailers.join(' | '))
  }

  /** Reads the body in the way `how`. */
  async function read(name, incoming, how) {
    const chunks = []
    const add = (chunk) => chunks.push(Buffer.from(chunk))
    const whole = (error) => {
      record(name, 'body', error ? codeOf(error) : sum(chunks))
      if (!error && incoming.rawTrailers?.length > 0) trailers(name, incoming)
    }
    const sink = () => new stream.Writable({ highWaterMark: 100, write: (chunk, _, done) => (add(chunk), setImmediate(done)) })
    if (how === 'late') await turn()
    if (how === 'resume') incoming.resume()
    else if (how === 'iterate') {
      try {
        for await (const chunk of incoming) add(chunk)
        whole()
      } catch (error) {
        whole(error)
      }
    } else if (how === 'readable') {
      incoming.on('readable', () => {
        for (let chunk; (chunk = incoming.read()) !== null; ) add(chunk)
      })
      incoming.on('end', () => whole())
    } else if (how === 'one by one') {
      incoming.on('readable', () => {
        for (let chunk; (chunk = incoming.read(7)) !== null || (chunk = incoming.read()) !== null; ) add(chunk)
      })
      incoming.on('end', () => whole())
    } else if (how === 'pipe') incoming.pipe(sink()).on('finish', () => whole())
    else if (how === 'pipeline') stream.pipeline(incoming, sink(), whole)
    else {
      if (how === 'text') incoming.setEncoding('utf8')
      incoming.on('data', (chunk) => {
        add(chunk)
        if (how !== 'pause') return
        incoming.pause()
        setImmediate(() => incoming.resume())
      })
      incoming.on('end', () => whole())
    }
  }

  /** Writes the chunks in the way `how`. Except with 'pipe', the callback `name` is called at the end. */
  async function pump(name, out, chunks, how) {
    const source = stream.Readable.from(chunks, { objectMode: typeof chunks[0] === 'string', highWaterMark: 16384 })
    if (how === 'pipe') source.pipe(out)
    else if (how === 'pipeline') stream.pipeline(source, out, called(name))
    else {
      for (const chunk of chunks) if (!out.write(chunk)) await until(out, 'drain', 'close')
      out.end(called(name))
    }
  }

  /** Returns two connected ends in memory. `how.done`: when a write calls back. `how.plain`: without methods of net.Socket. */
  function pair(how) {
    const ends = []
    const soon = { sync: (f) => f(), tick: process.nextTick, turn: setImmediate }[how.done ?? 'tick']
    for (const i of [0, 1]) {
      const end = new stream.Duplex({
        highWaterMark: how.highWaterMark,
        read() {
          const go = end.waiting
          end.waiting = undefined
          go?.()
        },
        write(chunk, _, done) {
          soon(() => {
            const other = ends[1 - i]
            if (other.destroyed || other.readableEnded) return done()
            record('pair', 'moved')
            if (other.push(chunk)) done()
            else other.waiting = done
          })
        },
        final(done) {
          soon(() => {
            if (!ends[1 - i].destroyed) ends[1 - i].push(null)
            done()
          })
        },
        destroy(error, done) {
          const other = ends[1 - i]
          const go = end.waiting
          end.waiting = undefined
          go?.()
          setImmediate(() => other.destroyed || other.readableEnded || end.writableFinished || other.push(null))
          done(error)
        },
      })
      if (!how.plain) Object.assign(end, { setTimeout: () => end, setNoDelay: () => end, setKeepAlive: () => end, ref: () => end, unref: () => end })
      ends.push(end)
    }
    return ends
  }

  /** Returns the replies in `bytes`: heads without Date, bodies without framing. */
  function repliesIn(bytes) {
    const undated = (text) => Buffer.from(text.replace(/^date: .*\r?\n/gim, ''), 'latin1')
    const replies = []
    while (bytes.length > 0) {
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0 || !/^HTTP\/1\.\d \d{3}/.test(bytes)) return [...replies, `other: ${sum([undated(bytes)])}`]
      const lines = bytes.slice(0, end).split('\r\n')
      const value = (name) => lines.find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2)
      let rest = bytes.slice(end + 4)
      let body = rest
      let state = ''
      if (/^HTTP\/1\.\d (1\d\d|204|304)/.test(bytes)) body = ''
      else if (value('transfer-encoding') === 'chunked') {
        body = ''
        let at = 0
        for (let size = -1; size !== 0; ) {
          const line = rest.indexOf('\r\n', at)
          size = line < 0 ? NaN : parseInt(rest.slice(at, line), 16)
          if (!(line + 2 + size <= rest.length)) {
            state = 'cut'
            at = rest.length
            break
          }
          body += rest.slice(line + 2, line + 2 + size)
          at = size === 0 ? line + 2 : line + 2 + size + 2
        }
        if (state === '') {
          const last = rest.startsWith('\r\n', at) ? at : rest.indexOf('\r\n\r\n', at) + 2
          state = rest.slice(at, last).trim()
          at = last + 2
        }
        rest = rest.slice(at)
      } else if (value('content-length') !== undefined) {
        body = rest.slice(0, Number(value('content-length')))
        if (body.length < Number(value('content-length'))) state = 'cut'
      } else state = 'until the end'
      if (value('transfer-encoding') !== 'chunked') rest = rest.slice(body.length)
      replies.push([...lines.filter((line) => !/^date: /i.test(line)), state === 'cut' ? '' : sum([undated(body)]), state].join(' | '))
      bytes = rest
    }
    return replies
  }

  /** Writes the pieces turn by turn and records the replies. */
  async function rawClient(name, socket, pieces, ends) {
    let received = ''
    socket.setNoDelay?.()
    socket.on('data', (chunk) => (received += chunk.toString('latin1')))
    watch(name, socket, ['end', 'close'])
    socket.on('error', () => {})
    atRest(() => repliesIn(received).forEach((reply, i) => record(`${name} reply ${i}`, 'is', reply)))
    for (const piece of pieces) {
      if (socket.writable) socket.write(piece, 'latin1')
      await turn()
      await turn()
    }
    if (ends) socket.end()
  }

  /** Returns a plain object as socket, as adapters of serverless platforms do. `how.done`: when its write calls back. */
  function plainSocket(name, how) {
    let sent = ''
    atRest(() => repliesIn(sent).forEach((reply, i) => record(`${name} reply ${i}`, 'is', reply)))
    const soon = { sync: (f) => f(), tick: process.nextTick, turn: setImmediate, never: () => {} }[how.done ?? 'sync']
    if (how.writable) return new stream.Writable({ highWaterMark: how.highWaterMark, write: (chunk, _, done) => ((sent += chunk.toString('latin1')), soon(done)) })
    return {
      // Node counts corks in it.
      _writableState: {},
      writable: true,
      on() {},
      removeListener() {},
      destroy() {},
      cork() {},
      uncork() {},
      write(chunk, encoding, done) {
        if (typeof encoding === 'function') done = encoding
        sent += Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8').toString('latin1')
        if (done) soon(done)
        return true
      },
    }
  }

  /** Returns a listener of 'connection'. A request for /n gets the n-th of `replies`: its pieces turn by turn, then the end or destroy that its `then` names. */
  function rawServer(replies) {
    return (socket) => {
      let received = ''
      socket.on('error', () => {})
      socket.on('data', async (data) => {
        received += data.toString('latin1')
        for (let end; (end = received.indexOf('\r\n\r\n')) >= 0; ) {
          const reply = replies[/ \/(\d+) HTTP\/1\.1\r\n/.exec(received.slice(0, end))?.[1]]
          received = received.slice(end + 4)
          for (const piece of reply?.pieces ?? []) {
            if (socket.writable) socket.write(piece, 'latin1')
            await turn()
            await turn()
          }
          if (reply?.then === 'end') socket.end()
          if (reply?.then === 'destroy') socket.destroy()
        }
      })
    }
  }

  /** Replaces a method of a prototype or object by one that calls it, as libraries do; `undo` restores it. */
  function wrap(object, method, undo) {
    const original = object[method]
    const own = Object.hasOwn(object, method)
    object[method] = function (...args) {
      return original.apply(this, args)
    }
    undo?.(() => (own ? (object[method] = original) : delete object[method]))
  }

  return { modules: { EventEmitter, net, stream, util }, text, codeOf, sum, turn, watch, called, attempt, writing, until, part, head, trailers, read, pump, pair, repliesIn, rawClient, rawServer, plainSocket, wrap, once }
}
