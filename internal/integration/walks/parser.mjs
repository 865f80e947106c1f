/** A gate and a test tool on the parser alone: strict requests from sockets, responses of each kind, limits, an old interface, a worker. */
export default {
  title: 'a security proxy and a test tool on the parser alone',
  packages: ['parser'],
  files: {
    'gate.mjs': `// A small gate on a socket: it reads strict requests, answers 200 to each, and 400 with the code to what is not one.
import { once } from 'node:events'
import net from 'node:net'
import { DetailedRequestParser, ParseError, ResponseParser } from '@layered-http/parser'

const text = (data) => Buffer.from(data).toString('latin1')

// A client that ends its side early still gets an answer: so allowHalfOpen.
const server = net.createServer({ allowHalfOpen: true }, async (socket) => {
  const parser = new DetailedRequestParser({ strict: true, maxHeaderSize: 1024 })
  try {
    // Without this option, leaving the loop would destroy the socket before the answer.
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      for (const event of parser.parse(chunk)) {
        if (event.type === 'head') console.log(event.method, event.url, JSON.stringify(event.framing))
        if (event.type === 'chunk') console.log('  chunk', event.size, event.extensions)
        if (event.type === 'trailers') console.log('  trailers', JSON.stringify(event.headers))
        if (event.type === 'complete') socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok')
      }
    }
    for (const event of parser.finish()) console.log('at the end', event.type)
    socket.end()
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    console.log('  refused', error.code, JSON.stringify(error.reason), 'at', parser.bytesRead, error.overflow?.field ?? '')
    socket.end(\`HTTP/1.1 400 Bad Request\\r\\nConnection: close\\r\\nContent-Length: \${error.code.length}\\r\\n\\r\\n\${error.code}\`)
    socket.resume()
  } finally {
    parser.free()
  }
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

/** Sends the bytes in pieces of a size, each in its own turn, and returns the answers. */
async function send(bytes, size) {
  const socket = net.connect({ port: server.address().port, host: '127.0.0.1', noDelay: true })
  const parser = new ResponseParser()
  const answers = []
  const reading = (async () => {
    for await (const chunk of socket) {
      for (const event of parser.parse(chunk)) {
        if (event.type === 'head') answers.push(event.statusCode + ' ')
        if (event.type === 'body') answers.push(answers.pop() + text(event.data))
      }
    }
  })()
  for (let at = 0; at < bytes.length; at += size) {
    socket.write(bytes.slice(at, at + size))
    await new Promise(setImmediate)
  }
  socket.end()
  await reading
  console.log('->', answers.join(', '))
}

const good = 'POST /a HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5;v="1;2"\\r\\nhello\\r\\n0\\r\\nDigest: 1a\\r\\n\\r\\nGET /b HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'
await send(good, good.length)
await send(good, 3)
await send('GET /c HTTP/1.1\\r\\n\\r\\n', 100)
await send('POST /d HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 3\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n', 100)
await send('GET /e HTTP/1.1\\r\\nHost: x\\r\\nCookie: ' + 'c'.repeat(2000) + '\\r\\n\\r\\n', 5000)
await send('GET /f HTTP/1.1\\r\\nHost: x\\r\\n\\r\\nGET /g HT', 100)
server.close()
`,
    'responses.mjs': `// Responses whose end depends on the request, limits at their edge, wrong options, and every cut of one input.
import { DetailedResponseParser, RequestParser, ResponseParser } from '@layered-http/parser'

const bytes = (text) => new Uint8Array(Buffer.from(text, 'latin1'))
const text = (data) => Buffer.from(data).toString('latin1')

function read(name, methods, input) {
  const parser = new DetailedResponseParser()
  for (const method of methods) parser.expect(method)
  const seen = []
  for (const event of parser.parse(bytes(input))) {
    if (event.type === 'head') seen.push(\`\${event.statusCode} \${event.framing.kind}\${event.interim ? ' interim' : ''}\`)
    if (event.type === 'body') seen.push(JSON.stringify(text(event.data)))
    if (event.type === 'upgrade') seen.push(\`upgrade \${JSON.stringify(text(event.rest))} at \${event.start}\`)
  }
  for (const event of parser.finish()) seen.push(\`\${event.type} at the end\`)
  console.log(\`\${name}: \${seen.join(', ')}\`)
}

read('HEAD, then GET', ['HEAD', 'GET'], 'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\nhello')
read('103 before HEAD', ['HEAD'], 'HTTP/1.1 103 Early Hints\\r\\nLink: </a>\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n')
read('CONNECT', ['CONNECT'], 'HTTP/1.1 200 OK\\r\\n\\r\\n\\x16\\x03')
read('101', ['GET'], 'HTTP/1.1 101 Switching Protocols\\r\\nConnection: upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n\\x01')
read('no length', ['GET'], 'HTTP/1.1 200 OK\\r\\n\\r\\nuntil the end')

function outcome(name, run) {
  try {
    console.log(\`\${name}: \${run()}\`)
  } catch (error) {
    console.log(\`\${name}: \${error.code}\${error.overflow === undefined ? '' : \` \${JSON.stringify(error.overflow)}\`}\`)
  }
}

// Target 1 byte, name 1, value the rest: 16383 bytes pass, 16384 do not.
for (const size of [16381, 16382]) outcome(\`value of \${size} bytes\`, () => [...new RequestParser().parse(bytes(\`GET / HTTP/1.1\\r\\nA: \${'x'.repeat(size)}\\r\\n\\r\\n\`))].length + ' events')
for (const count of [1000, 1001]) outcome(\`\${count} fields\`, () => [...new RequestParser().parse(bytes(\`GET / HTTP/1.1\\r\\n\${'A:b\\r\\n'.repeat(count)}\\r\\n\`))].length + ' events')
outcome('an unknown option', () => new RequestParser({ insecureHTTPParser: true }))
outcome('strict and lenient', () => new RequestParser({ strict: true, lenient: ['HEADERS'] }))
outcome('strict responses', () => new ResponseParser({ strict: true }))
outcome('a string', () => new RequestParser().feed('GET / HTTP/1.1\\r\\n\\r\\n'))
outcome('input after free', () => {
  const parser = new RequestParser()
  parser.free()
  return parser.feed(bytes('GET')).nextEvent()
})
outcome('folded', () => new RequestParser().feed(bytes('GET / HTTP/1.1\\r\\nA: b\\r\\n c\\r\\n\\r\\n')).nextEvent())
outcome('folded, lenient', () => JSON.stringify(new RequestParser({ lenient: ['HEADERS'] }).feed(bytes('GET / HTTP/1.1\\r\\nA: b\\r\\n c\\r\\n\\r\\n')).nextEvent().headers))

// Two cuts anywhere: the raw bytes together are the input, and positions have no holes.
const input = 'HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3;a=b\\r\\nabc\\r\\n0\\r\\nT: u\\r\\n\\r\\nHTTP/1.1 204 No Content\\r\\n\\r\\n'
let cuts = 0
let wrong = 0
for (let first = 0; first <= input.length; first++) {
  for (let second = first; second <= input.length; second++) {
    const parser = new DetailedResponseParser()
    let all = ''
    let end = 0
    for (const part of [input.slice(0, first), input.slice(first, second), input.slice(second)]) {
      for (const event of parser.parse(bytes(part))) {
        if (event.start !== end) wrong++
        end = event.end
        all += text(event.raw)
      }
    }
    cuts++
    if (all !== input || !parser.isBetweenMessages) wrong++
  }
}
console.log(\`\${cuts} cuts, \${wrong} wrong\`)
`,
    'legacy.mjs': `// The part of the interface of http-parser-js that a program used, on top of events.
import { methodNames, ParseError, RequestParser, ResponseParser } from '@layered-http/parser'

class HTTPParser {
  static REQUEST = 'REQUEST'
  static RESPONSE = 'RESPONSE'
  static kOnHeaders = 1
  static kOnHeadersComplete = 2
  static kOnBody = 3
  static kOnMessageComplete = 4
  static methods = methodNames()
  static maxHeaderSize = 80 * 1024
  #parser
  constructor(type) {
    const options = { maxHeaderSize: HTTPParser.maxHeaderSize }
    this.#parser = type === HTTPParser.REQUEST ? new RequestParser(options) : new ResponseParser(options)
  }
  /** The method of the next request, instead of returning true from kOnHeadersComplete. */
  expect(method) {
    this.#parser.expect(method)
  }
  execute(buffer) {
    return this.#take(this.#parser.parse(buffer), buffer.length)
  }
  finish() {
    return this.#take(this.#parser.finish(), undefined)
  }
  #take(events, length) {
    try {
      for (const event of events) {
        if (event.type === 'head') {
          const [versionMajor, versionMinor] = event.version.split('.').map(Number)
          this[HTTPParser.kOnHeadersComplete]({
            versionMajor,
            versionMinor,
            headers: event.headers.flat(),
            method: HTTPParser.methods.indexOf(event.method),
            url: event.url,
            statusCode: event.statusCode,
            statusMessage: event.reason,
            upgrade: event.upgrade,
            shouldKeepAlive: event.keepAlive,
          })
        }
        if (event.type === 'body') this[HTTPParser.kOnBody](event.data, 0, event.data.length)
        if (event.type === 'trailers') this[HTTPParser.kOnHeaders](event.headers.flat(), '')
        if (event.type === 'complete') this[HTTPParser.kOnMessageComplete]()
        if (event.type === 'upgrade') return length - event.rest.length
      }
      return length
    } catch (error) {
      if (error instanceof ParseError) return error
      throw error
    }
  }
}

function run(type, input, method) {
  const parser = new HTTPParser(type)
  if (method !== undefined) parser.expect(method)
  parser[HTTPParser.kOnHeadersComplete] = (info) => {
    const start = type === HTTPParser.REQUEST ? \`\${HTTPParser.methods[info.method]} \${info.url}\` : \`\${info.statusCode} \${info.statusMessage}\`
    console.log(start, info.versionMajor, info.versionMinor, info.headers.join(' '), info.upgrade, info.shouldKeepAlive)
  }
  parser[HTTPParser.kOnBody] = (buffer, offset, length) => console.log('body', buffer.toString('latin1', offset, offset + length))
  parser[HTTPParser.kOnHeaders] = (headers) => console.log('trailers', headers.join(' '))
  parser[HTTPParser.kOnMessageComplete] = () => console.log('complete')
  const result = parser.execute(Buffer.from(input))
  console.log('execute', result instanceof Error ? \`\${result.code} \${result.bytesParsed}\` : result, 'of', input.length)
  const end = parser.finish()
  if (end instanceof Error && end !== result) console.log('finish', end.code)
}

run(HTTPParser.REQUEST, 'POST /b HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n0\\r\\nT: u\\r\\n\\r\\nGET /n HTTP/1.0\\r\\n\\r\\n')
run(HTTPParser.RESPONSE, 'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\n', 'HEAD')
run(HTTPParser.REQUEST, 'GET /w HTTP/1.1\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\nRAW')
run(HTTPParser.REQUEST, 'GET / HTTP/1.1\\r\\nBad header\\r\\n\\r\\n')
run(HTTPParser.RESPONSE, 'HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nshort')
`,
    'worker.mjs': `// A worker that parses: it gets the compiled module, so that nothing is compiled twice, and chunks that were given away.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { init, ParseError, RequestParser } from '@layered-http/parser'

if (isMainThread) {
  const compiled = await WebAssembly.compile(await readFile(fileURLToPath(import.meta.resolve('@layered-http/parser/parser.wasm'))))
  const worker = new Worker(new URL(import.meta.url), { workerData: compiled })
  worker.on('message', (message) => console.log(JSON.stringify(message)))
  for (const part of ['GET /1 HTTP/1.1\\r\\nHo', 'st: x\\r\\n\\r\\nGET /2 HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n', 'X']) {
    const chunk = new TextEncoder().encode(part)
    worker.postMessage(chunk, [chunk.buffer])
  }
  worker.postMessage(null)
} else {
  await init(workerData)
  const parser = new RequestParser()
  parentPort.on('message', (chunk) => {
    if (chunk === null) return parentPort.close()
    try {
      for (const event of parser.parse(chunk)) parentPort.postMessage(event)
    } catch (error) {
      // A clone of an error loses its class and code.
      if (error instanceof ParseError) parentPort.postMessage({ code: error.code, reason: error.reason })
      else throw error
    }
  })
}
`,
  },
  steps: [
    {
      run: 'node gate.mjs',
      output: `POST /a {"kind":"chunked"}
  chunk 5 ;v="1;2"
  chunk 0 
  trailers [["Digest","1a"]]
GET /b {"kind":"none"}
-> 200 ok, 200 ok
POST /a {"kind":"chunked"}
  chunk 5 ;v="1;2"
  chunk 0 
  trailers [["Digest","1a"]]
GET /b {"kind":"none"}
-> 200 ok, 200 ok
  refused HPE_INVALID_HOST "Missing Host" at 19 
-> 400 HPE_INVALID_HOST
  refused HPE_INVALID_TRANSFER_ENCODING "Transfer-Encoding can't be present with Content-Length" at 64 
-> 400 HPE_INVALID_TRANSFER_ENCODING
  refused HPE_HEADER_OVERFLOW "Header overflow" at 2035 Cookie
-> 400 HPE_HEADER_OVERFLOW
GET /f {"kind":"none"}
  refused HPE_INVALID_EOF_STATE "Invalid EOF state" at 37 
-> 200 ok, 400 HPE_INVALID_EOF_STATE
`,
    },
    {
      run: 'node responses.mjs',
      output: `HEAD, then GET: 200 none, 200 length, "hello"
103 before HEAD: 103 none interim, 200 none
CONNECT: 200 tunnel, upgrade "\\u0016\\u0003" at 19
101: 101 none, upgrade "\\u0001" at 77
no length: 200 close, "until the end", complete at the end
value of 16381 bytes: 2 events
value of 16382 bytes: HPE_HEADER_OVERFLOW {"limit":16384,"unit":"bytes","size":16384,"field":"A"}
1000 fields: 2 events
1001 fields: HPE_HEADER_OVERFLOW {"limit":1000,"unit":"fields","size":1001,"field":"A"}
an unknown option: ERR_INVALID_ARG_VALUE
strict and lenient: ERR_INVALID_ARG_VALUE
strict responses: ERR_INVALID_ARG_VALUE
a string: ERR_INVALID_ARG_TYPE
input after free: ERR_PARSER_FREED
folded: HPE_INVALID_HEADER_TOKEN
folded, lenient: [["A","b c"]]
7626 cuts, 0 wrong
`,
    },
    {
      run: 'node legacy.mjs',
      output: `POST /b 1 1 Host x Transfer-Encoding chunked false true
body hello
trailers T u
complete
GET /n 1 0  false false
complete
execute 97 of 97
200 OK 1 1 Content-Length 5 false true
complete
execute 38 of 38
GET /w 1 1 Upgrade websocket Connection Upgrade true true
complete
execute 60 of 63
execute HPE_INVALID_HEADER_TOKEN 19 of 30
200 OK 1 1 Content-Length 9 false true
body short
execute 43 of 43
finish HPE_INVALID_EOF_STATE
`,
    },
    {
      run: 'node worker.mjs',
      output: `{"type":"head","method":"GET","url":"/1","version":"1.1","headers":[["Host","x"]],"keepAlive":true,"upgrade":false}
{"type":"complete","keepAlive":true}
{"type":"head","method":"GET","url":"/2","version":"1.1","headers":[["Host","x"],["Connection","close"]],"keepAlive":false,"upgrade":false}
{"type":"complete","keepAlive":false}
{"code":"HPE_CLOSED_CONNECTION","reason":"Data after \`Connection: close\`"}
`,
    },
  ],
}
