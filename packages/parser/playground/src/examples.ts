/** Examples: ordinary messages, and inputs that are refused because two readers could understand them differently. */
import { DEFAULTS, type Settings } from './settings.js'

export interface Example {
  name: string
  group: 'Requests' | 'Responses' | 'Refused requests' | 'Refused responses' | 'Refused with strict'
  settings: Partial<Settings>
  /** What to look at, or why it is refused. */
  why: string
  /** The section that decides: `9112 6.3` is section 6.3 of RFC 9112. */
  rfc: string
  /** The code of the error; absent if there is none. */
  code?: string
  /** The leniencies with which it is accepted. */
  acceptedWith?: Settings['lenient']
}

const chunked = (body: string): string => `POST /notes HTTP/1.1\nHost: example.org\nTransfer-Encoding: chunked\n\n${body}`

export const EXAMPLES: readonly Example[] = [
  {
    name: 'GET',
    group: 'Requests',
    settings: { text: 'GET /notes?page=2 HTTP/1.1\nHost: example.org\nAccept: text/html\n\n' },
    why: 'A request without Content-Length and Transfer-Encoding has no body.',
    rfc: '9112 6.3',
  },
  {
    name: 'POST with a length',
    group: 'Requests',
    settings: { text: 'POST /notes HTTP/1.1\nHost: example.org\nContent-Type: text/plain\nContent-Length: 5\n\nhello' },
    why: 'Move the cut into the body: each piece is an event as soon as it is there.',
    rfc: '9112 6.2',
  },
  {
    name: 'Chunks, extensions, trailers',
    group: 'Requests',
    settings: { text: chunked('5;part="1"\nhello\n7\n, world\n0\nChecksum: 1a2b\n\n') },
    why: 'The line with the size belongs to the chunk event, and so does the CRLF after the data of the chunk before it.',
    rfc: '9112 7.1',
  },
  {
    name: 'Two requests in one chunk',
    group: 'Requests',
    settings: { text: 'GET /a HTTP/1.1\nHost: example.org\n\n\nGET /b HTTP/1.1\nHost: example.org\nConnection: close\n\n' },
    why: 'An empty line before a request is allowed. It belongs to the head that follows.',
    rfc: '9112 2.2',
  },
  {
    name: 'WebSocket',
    group: 'Requests',
    settings: { text: 'GET /chat HTTP/1.1\nHost: example.org\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n\\x81\\x05hello' },
    why: 'Bytes after the request are another protocol, if the server accepts it. The parser hands them over as they are.',
    rfc: '9110 7.8',
  },
  {
    name: 'CONNECT',
    group: 'Requests',
    settings: { text: 'CONNECT example.org:443 HTTP/1.1\nHost: example.org:443\n\n\\x16\\x03\\x01' },
    why: 'After CONNECT the connection is a tunnel.',
    rfc: '9110 9.3.6',
  },
  {
    name: 'Interim and final response',
    group: 'Responses',
    settings: { reads: 'responses', methods: 'POST', text: 'HTTP/1.1 103 Early Hints\nLink: </style.css>; rel=preload\n\nHTTP/1.1 201 Created\nContent-Length: 2\n\nok' },
    why: 'A response with 1xx has no body, and another response to the same request follows.',
    rfc: '9110 15.2',
  },
  {
    name: 'Response to HEAD',
    group: 'Responses',
    settings: { reads: 'responses', methods: 'HEAD', text: 'HTTP/1.1 200 OK\nContent-Length: 5\n\n' },
    why: 'The method of the request decides: with GET in its place, five bytes are missing.',
    rfc: '9112 6.3',
  },
  {
    name: 'Response until the connection closes',
    group: 'Responses',
    settings: { reads: 'responses', isEnded: true, text: 'HTTP/1.0 200 OK\nContent-Type: text/plain\n\nhello' },
    why: 'A response without length is complete when the input ends. Without the end of input it stays open.',
    rfc: '9112 6.3',
  },
  {
    name: '304 with a length',
    group: 'Responses',
    settings: { reads: 'responses', text: 'HTTP/1.1 304 Not Modified\nETag: "1"\nContent-Length: 5\n\n' },
    why: 'A 304 has no body. Its Content-Length is that of a 200 for the same request.',
    rfc: '9110 15.4.5',
  },
  {
    name: 'Content-Length and Transfer-Encoding',
    group: 'Refused requests',
    settings: { text: 'POST / HTTP/1.1\nHost: example.org\nContent-Length: 4\nTransfer-Encoding: chunked\n\n0\n\nGET /admin HTTP/1.1\nHost: example.org\n\n' },
    why: 'One reader takes four bytes as the body, another takes chunks: what is left over becomes the next request for one of them. A sender must not send both.',
    rfc: '9112 6.3',
    code: 'HPE_INVALID_TRANSFER_ENCODING',
    acceptedWith: ['CHUNKED_LENGTH'],
  },
  {
    name: 'Two lengths',
    group: 'Refused requests',
    settings: { text: 'POST / HTTP/1.1\nHost: example.org\nContent-Length: 5\nContent-Length: 0\n\nhello' },
    why: 'Which of the two counts? The body of one reader is the next request of another.',
    rfc: '9112 6.3',
    code: 'HPE_UNEXPECTED_CONTENT_LENGTH',
  },
  {
    name: 'A length with a sign',
    group: 'Refused requests',
    settings: { text: 'POST / HTTP/1.1\nHost: example.org\nContent-Length: +5\n\nhello' },
    why: 'A length consists of digits. Readers that convert it with a library function accept a sign, others read 0.',
    rfc: '9110 8.6',
    code: 'HPE_INVALID_CONTENT_LENGTH',
  },
  {
    name: 'Last coding is not chunked',
    group: 'Refused requests',
    settings: { text: 'POST / HTTP/1.1\nHost: example.org\nTransfer-Encoding: chunked, identity\n\n0\n\n' },
    why: 'The end of such a request cannot be found. A reader that looks only for the word chunked finds one.',
    rfc: '9112 6.3',
    code: 'HPE_INVALID_TRANSFER_ENCODING',
    acceptedWith: ['TRANSFER_ENCODING'],
  },
  {
    name: 'Space before the colon',
    group: 'Refused requests',
    settings: { text: 'POST / HTTP/1.1\nHost: example.org\nContent-Length: 0\nTransfer-Encoding : chunked\n\n0\n\n' },
    why: 'Some readers ignore such a field, others take the name without the space. A server must answer with 400.',
    rfc: '9112 5.1',
    code: 'HPE_INVALID_HEADER_TOKEN',
  },
  {
    name: 'Folded value',
    group: 'Refused requests',
    settings: { text: 'POST / HTTP/1.1\nHost: example.org\nTransfer-Encoding:\n chunked\n\n0\n\n' },
    why: 'A line that begins with a space goes on with the value above in old HTTP. Readers that do not know it see an empty coding.',
    rfc: '9112 5.2',
    code: 'HPE_INVALID_HEADER_TOKEN',
    acceptedWith: ['HEADERS'],
  },
  {
    name: 'Space before the first field',
    group: 'Refused requests',
    settings: { text: 'GET / HTTP/1.1\n Host: example.org\nAccept: */*\n\n' },
    why: 'One reader takes the line as part of the start line, another ignores it, a third takes it as a field.',
    rfc: '9112 2.2',
    code: 'HPE_UNEXPECTED_SPACE',
    acceptedWith: ['HEADERS'],
  },
  {
    name: 'CR alone in a value',
    group: 'Refused requests',
    settings: { text: 'GET / HTTP/1.1\nHost: example.org\nNote: a\\rTransfer-Encoding: chunked\n\n' },
    why: 'A reader that takes CR for the end of a line sees one field more.',
    rfc: '9112 2.2',
    code: 'HPE_LF_EXPECTED',
  },
  {
    name: 'LF alone',
    group: 'Refused requests',
    settings: { text: 'GET / HTTP/1.1\nHost: example.org\\n\\\nNote: a\n\n' },
    why: 'A reader may take LF for the end of a line, and another may not: for it, the note is a part of the host.',
    rfc: '9112 2.2',
    code: 'HPE_CR_EXPECTED',
    acceptedWith: ['OPTIONAL_CR_BEFORE_LF'],
  },
  {
    name: 'NUL in a value',
    group: 'Refused requests',
    settings: { text: 'GET / HTTP/1.1\nHost: example.org\\0.example.com\n\n' },
    why: 'For readers in C the value may end here.',
    rfc: '9110 5.5',
    code: 'HPE_INVALID_HEADER_TOKEN',
    acceptedWith: ['HEADERS'],
  },
  {
    name: 'LF in a chunk extension',
    group: 'Refused requests',
    settings: { text: chunked('5;a\\n\\\nhello\n0\n\n') },
    why: 'A reader that skips extensions up to CRLF takes the data for a part of the extension.',
    rfc: '9112 7.1.1',
    code: 'HPE_CR_EXPECTED',
    acceptedWith: ['OPTIONAL_CR_BEFORE_LF'],
  },
  {
    name: 'Chunk extensions without end',
    group: 'Refused requests',
    settings: { maxChunkExtensionsSize: 32, text: chunked('1;a=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\na\n0\n\n') },
    why: 'Extensions carry no data, so a limit of bodies does not count them. They have a limit of their own; here it is 32 bytes.',
    rfc: '9112 7.1.1',
    code: 'HPE_CHUNK_EXTENSIONS_OVERFLOW',
  },
  {
    name: 'Space after a chunk size',
    group: 'Refused requests',
    settings: { text: chunked('5 \nhello\n0\n\n') },
    why: 'The grammar has white space only around extensions. Readers that stop at the space and readers that skip it differ.',
    rfc: '9112 7.1',
    code: 'HPE_INVALID_CHUNK_SIZE',
    acceptedWith: ['SPACES_AFTER_CHUNK_SIZE'],
  },
  {
    name: 'Chunk size in another notation',
    group: 'Refused requests',
    settings: { text: chunked('0x5\nhello\n0\n\n') },
    why: 'Readers that convert it with a library function read 5, others read 0, which is the end of the body.',
    rfc: '9112 7.1',
    code: 'HPE_INVALID_CHUNK_SIZE',
  },
  {
    name: 'Chunk size that is too large',
    group: 'Refused requests',
    settings: { text: chunked('10000000000000005\nhello\n0\n\n') },
    why: 'In 64 bits this number is 5. A recipient must prevent such errors.',
    rfc: '9112 7.1',
    code: 'HPE_INVALID_CHUNK_SIZE',
  },
  {
    name: 'Data longer than its chunk',
    group: 'Refused requests',
    settings: { text: chunked('5\nhelloXX0\n\n') },
    why: 'Two bytes must be CRLF here. A reader that skips them without a look finds the end of the body, and a request can be hidden in it.',
    rfc: '9112 7.1',
    code: 'HPE_STRICT',
  },
  {
    name: 'A request after close',
    group: 'Refused requests',
    settings: { text: 'GET / HTTP/1.1\nHost: example.org\nConnection: close\n\nGET /next HTTP/1.1\nHost: example.org\n\n' },
    why: 'After a message with close, nothing more may be read as HTTP.',
    rfc: '9112 9.6',
    code: 'HPE_CLOSED_CONNECTION',
    acceptedWith: ['KEEP_ALIVE'],
  },
  {
    name: 'A version that does not exist',
    group: 'Refused requests',
    settings: { text: 'GET / HTTP/1.9\nHost: example.org\n\n' },
    why: 'No reader can know the framing of such a version.',
    rfc: '9112 2.3',
    code: 'HPE_INVALID_VERSION',
    acceptedWith: ['VERSION'],
  },
  {
    name: 'A head that is too large',
    group: 'Refused requests',
    settings: { maxHeaderSize: 64, text: `GET / HTTP/1.1\nHost: example.org\nCookie: ${'a'.repeat(64)}\n\n` },
    why: 'The limit is 64 bytes here; usually it is 16384. A server answers with 431.',
    rfc: '6585 5',
    code: 'HPE_HEADER_OVERFLOW',
  },
  {
    name: 'Response with two lengths',
    group: 'Refused responses',
    settings: { reads: 'responses', text: 'HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 0\n\nhello' },
    why: 'A client that reads another body than the proxy before it takes the rest for the response to the next request.',
    rfc: '9112 6.3',
    code: 'HPE_UNEXPECTED_CONTENT_LENGTH',
  },
  {
    name: 'Response with length and chunks',
    group: 'Refused responses',
    settings: { reads: 'responses', text: 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Length: 5\n\n0\n\n' },
    why: 'The same as for requests: two readers may find the end at two places.',
    rfc: '9112 6.3',
    code: 'HPE_INVALID_CONTENT_LENGTH',
    acceptedWith: ['CHUNKED_LENGTH'],
  },
  {
    name: 'Two Host fields',
    group: 'Refused with strict',
    settings: { strict: true, text: 'GET / HTTP/1.1\nHost: example.org\nHost: example.com\n\n' },
    why: 'A proxy may route by one and a server by the other. A server must answer with 400.',
    rfc: '9112 3.2',
    code: 'HPE_INVALID_HOST',
  },
  {
    name: 'No Host',
    group: 'Refused with strict',
    settings: { strict: true, text: 'GET / HTTP/1.1\nAccept: */*\n\n' },
    why: 'A request of HTTP/1.1 without Host is invalid, and a server must answer with 400.',
    rfc: '9112 3.2',
    code: 'HPE_INVALID_HOST',
  },
  {
    name: 'Target with a fragment',
    group: 'Refused with strict',
    settings: { strict: true, text: 'GET /notes#top HTTP/1.1\nHost: example.org\n\n' },
    why: 'A target has none of the four forms with a fragment. Readers differ in where the path ends.',
    rfc: '9112 3.2',
    code: 'HPE_INVALID_URL',
  },
  {
    name: 'Transfer-Encoding in HTTP/1.0',
    group: 'Refused with strict',
    settings: { strict: true, text: 'POST / HTTP/1.0\nHost: example.org\nTransfer-Encoding: chunked\n\n0\n\n' },
    why: 'HTTP/1.0 has no chunks, so a reader of that version finds another end. A server must treat the framing as faulty.',
    rfc: '9112 6.1',
    code: 'HPE_INVALID_TRANSFER_ENCODING',
  },
]

/** Returns the case of an example. */
export function settingsOfExample({ settings }: Example): Settings {
  return { ...DEFAULTS, ...settings }
}

/** Returns the address of a section, for example of `9112 6.3`. */
export function rfcAddress(rfc: string): string {
  const [number, section] = rfc.split(' ')
  return `https://www.rfc-editor.org/rfc/rfc${number}#section-${section}`
}

/** Returns the section as words. */
export function rfcText(rfc: string): string {
  const [number, section] = rfc.split(' ')
  return `RFC ${number}, section ${section}`
}
