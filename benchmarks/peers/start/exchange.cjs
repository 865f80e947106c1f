/**
 * One exchange at the start of a process, and the report of what the process has used until it was over: CPU time since its start, and memory.
 *
 * CommonJS and only `node:fs`, so that what is measured is little more than the module under test.
 */
const { writeSync } = require('node:fs')

const BODY = 'Hello, World!'

/** Gives `done` the text of the body of `response` when it has ended. */
function read(response, done) {
  let body = ''
  response.setEncoding('latin1')
  response.on('data', (piece) => (body += piece))
  response.on('end', () => done(`${response.statusCode} ${body}`))
}

/** A server and a request of one module: calls `done` with status and body. */
exports.exchange = function exchange({ createServer, request }, done) {
  const server = createServer((_request, response) => response.end(BODY))
  server.listen(0, '127.0.0.1', () => {
    request({ host: '127.0.0.1', port: server.address().port, path: '/' }, (response) => {
      read(response, (answer) => {
        done(answer)
        server.close()
      })
    }).end()
  })
}

/** A server, and a request as bytes. */
exports.serve = function serve({ createServer }, done) {
  const server = createServer((_request, response) => response.end(BODY))
  server.listen(0, '127.0.0.1', () => {
    const socket = require('node:net').connect(server.address().port, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    socket.on('data', (piece) => (text += piece))
    socket.on('end', () => {
      done(`${text.slice('HTTP/1.1 '.length).slice(0, 3)} ${text.slice(text.indexOf('\r\n\r\n') + 4)}`)
      server.close()
    })
  })
}

/** A request, and a response as bytes. `options` are more options of the request. */
exports.ask = function ask({ request }, done, options = {}) {
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\nConnection: close\r\n\r\n${BODY}`))
  })
  server.listen(0, '127.0.0.1', () => {
    request({ host: '127.0.0.1', port: server.address().port, path: '/', ...options }, (response) => {
      read(response, (answer) => {
        done(answer)
        server.close()
      })
    }).end()
  })
}

/** Returns what the process has used. */
exports.used = function used() {
  const { user, system } = process.cpuUsage()
  return { cpu: (user + system) / 1000, rss: process.memoryUsage.rss() }
}

/** Prints the report of this process; `before` is subtracted. */
exports.report = function report(answer, before = { cpu: 0, rss: 0 }) {
  const { cpu, rss } = exports.used()
  writeSync(1, JSON.stringify({ answer, cpu: cpu - before.cpu, rss: rss - before.rss }))
}

/** What {@link exchange} and its like report if nothing went wrong. */
exports.EXPECTED = `200 ${BODY}`
