/** Requests with one unusual character: bare CR, bare LF, NUL and other controls, in each place of a head. */
import { accept, either, GOT, message, refuse, request, type Ask, type RequestCase } from '../case.js'

const CHARACTERS: Record<string, string> = {
  CR: '\r',
  LF: '\n',
  NUL: '\0',
  SOH: '\x01',
  BS: '\x08',
  HTAB: '\t',
  VT: '\x0b',
  FF: '\x0c',
  ESC: '\x1b',
  SP: ' ',
  DEL: '\x7f',
  'byte 80': '\x80',
  'byte 85': '\x85',
  'byte A0': '\xa0',
  'byte FF': '\xff',
}

const VALUE = either('RFC 9110 5.5', GOT)
const WORDS = either('3', GOT)
const DELIMITERS = ['HTAB', 'VT', 'FF', 'CR', 'SP']
const TEXT = ['byte 80', 'byte 85', 'byte A0', 'byte FF']

interface Place {
  name: string
  bytes(character: string): string
  ask(name: string): Ask
}

/** The places, and what is asked of each character there. */
const PLACES: Place[] = [
  {
    name: 'before the method',
    bytes: (c) => `${c}GET /x HTTP/1.1\r\nHost: h\r\n\r\n`,
    // Empty lines in front are ignored, and a line may end with LF alone.
    ask: (name) => (name === 'LF' ? either('2.2', GOT) : refuse('2.2')),
  },
  { name: 'in the method', bytes: (c) => `GE${c}T /x HTTP/1.1\r\nHost: h\r\n\r\n`, ask: () => refuse('3.1') },
  {
    name: 'between method and target',
    bytes: (c) => `GET${c}/x HTTP/1.1\r\nHost: h\r\n\r\n`,
    // The RFC allows a lenient reader to take other white space for the space.
    ask: (name) => (name === 'SP' ? accept('3', GOT) : DELIMITERS.includes(name) ? WORDS : refuse('3')),
  },
  { name: 'after the space before the target', bytes: (c) => `GET ${c}/x HTTP/1.1\r\nHost: h\r\n\r\n`, ask: (name) => (DELIMITERS.includes(name) ? WORDS : refuse('3.2')) },
  { name: 'in the target', bytes: (c) => `GET /x${c}y HTTP/1.1\r\nHost: h\r\n\r\n`, ask: () => refuse('3.2') },
  { name: 'in the query', bytes: (c) => `GET /x?${c}y HTTP/1.1\r\nHost: h\r\n\r\n`, ask: () => refuse('3.2') },
  { name: 'after the target', bytes: (c) => `GET /x${c} HTTP/1.1\r\nHost: h\r\n\r\n`, ask: (name) => (DELIMITERS.includes(name) ? WORDS : refuse('3.2')) },
  { name: 'before the version', bytes: (c) => `GET /x ${c}HTTP/1.1\r\nHost: h\r\n\r\n`, ask: (name) => (DELIMITERS.includes(name) ? WORDS : refuse('3')) },
  { name: 'in the version', bytes: (c) => `GET /x HTTP/1${c}.1\r\nHost: h\r\n\r\n`, ask: () => refuse('2.3') },
  {
    name: 'after the version',
    bytes: (c) => `GET /x HTTP/1.1${c}\r\nHost: h\r\n\r\n`,
    // White space at the end may be ignored. LF alone ends the line, and the head ends with the next one.
    ask: (name) => (DELIMITERS.includes(name) ? WORDS : name === 'LF' ? either('2.2', GOT) : refuse('2.3')),
  },
  { name: 'before a name', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r\n${c}A: b\r\n\r\n`, ask: (name) => (['SP', 'HTAB', 'LF', 'CR'].includes(name) ? either('5.2', GOT) : refuse('5.1')) },
  { name: 'before the first name', bytes: (c) => `GET /x HTTP/1.1\r\n${c}A: b\r\nHost: h\r\n\r\n`, ask: (name) => (['SP', 'HTAB'].includes(name) ? either('2.2', GOT) : refuse('5.1')) },
  { name: 'in a name', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r\nA${c}A: b\r\n\r\n`, ask: () => refuse('5.1') },
  { name: 'before the colon', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r\nA${c}: b\r\n\r\n`, ask: () => refuse('5.1') },
  { name: 'after the colon', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r\nA:${c}b\r\n\r\n`, ask: valueAsk },
  { name: 'in a value', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r\nA: b${c}c: d\r\n\r\n`, ask: valueAsk },
  { name: 'alone in a value', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r\nA: ${c}\r\n\r\n`, ask: valueAsk },
  { name: 'at the end of a value', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r\nA: b${c}\r\n\r\n`, ask: valueAsk },
  { name: 'in Host', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h${c}i\r\n\r\n`, ask: () => refuse('3.2') },
  { name: 'between CR and LF', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r${c}\n\r\n`, ask: (name) => (name === 'CR' ? VALUE : refuse('2.2')) },
  { name: 'before the empty line', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r\n${c}\r\n`, ask: emptyLineAsk },
  // After LF the head is complete, and a second LF is an empty line before the next request.
  { name: 'in the empty line', bytes: (c) => `GET /x HTTP/1.1\r\nHost: h\r\n\r${c}\n`, ask: (name) => (name === 'LF' ? either('2.2', GOT) : refuse('2.2')) },
]

function valueAsk(name: string): Ask {
  return name === 'HTAB' || name === 'SP' || TEXT.includes(name) ? accept('RFC 9110 5.5', GOT) : VALUE
}

function emptyLineAsk(name: string): Ask {
  // LF alone may end the head; CR LF is then an empty line before the next request. A line of white space is a folded one.
  return ['LF', 'SP', 'HTAB', 'CR'].includes(name) ? either('2.2', GOT) : refuse('5.1')
}

export const CHARACTER_CASES: RequestCase[] = PLACES.flatMap(({ name, bytes, ask }) => Object.entries(CHARACTERS).map(([character, c]) => request(`${character} ${name}`, bytes(c), ask(character)))).concat([
  request('LF at the end of every line', 'GET /x HTTP/1.1\nHost: h\n\n', either('2.2', GOT)),
  request('LF at the end of every line but the last', 'GET /x HTTP/1.1\nHost: h\n\r\n', either('2.2', GOT)),
  request('LF that hides a length', 'POST /x HTTP/1.1\r\nHost: h\r\nA: b\nContent-Length: 5\r\n\r\nabcde', either('2.2', message('POST /x', 'abcde'))),
  request('CR that hides a length', 'POST /x HTTP/1.1\r\nHost: h\r\nA: b\rContent-Length: 5\r\n\r\n', either('2.2', message('POST /x'))),
  request('LF CR at the end of a line', 'GET /x HTTP/1.1\n\rHost: h\n\r\n\r', refuse('2.2')),
  request('LF that hides a request', 'GET /x HTTP/1.1\r\nHost: h\r\nA: b\n\nGET /evil HTTP/1.1\r\nHost: h\r\n\r\n', either('2.2', GOT, message('GET /evil'))),
  request('CR CR that hides a request', 'GET /x HTTP/1.1\r\nHost: h\r\nA: b\r\rGET /evil HTTP/1.1\r\nB: c\r\n\r\n', either('2.2', GOT)),
  request('LF in front of a colon', 'GET /x HTTP/1.1\r\nHost: h\r\nA\n: b\r\n\r\n', refuse('5.1')),
])
