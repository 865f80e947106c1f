/**
 * Reads the views of a received head.
 *
 * Each peer starts with the result of its parser: ours with the head's text and spans, the plain loop with the text alone,
 * Node's message with a list of strings. Node's parser makes these strings, and the suite `parser` counts their cost.
 */
import assert from 'node:assert/strict'
import http from 'node:http'
import { distinctHeaders, firstValue, mergedHeaders, rawHeaders } from '@layered-http/headers'
import { HEAD_SIZE, MessageType, Parser, spansOf, textOf } from '@layered-http/parser/tape'
import { headText, requestFields } from '../../scenarios/messages.mjs'

const OURS = 'layered-http'
const LOOP = 'plain loop'
const NODE = 'node:http'
const ALL_RATIOS = [[OURS, NODE], [OURS, LOOP]]

/** New strings for each repetition would add the cost of making them. The suite `parser` includes that cost: see `layered-http, headers` there. */
const SAME_STRINGS = 'node:http: strings made beforehand, and the same ones every time, so that V8 knows their hashes; the suite parser compares the whole way'

const FIELD_COUNTS = [3, 10, 30, 100]
const heads = FIELD_COUNTS.map(makeHead)

function makeHead(count) {
  const fields = requestFields(count)
  const whole = headText('GET / HTTP/1.1', fields)
  const tape = new Parser(MessageType.REQUEST).execute(Buffer.from(whole, 'latin1'))
  const text = textOf(tape, 0)
  const spans = spansOf(tape, 0, HEAD_SIZE)
  tape.release()
  const raw = fields.flat()
  const message = new http.IncomingMessage(null)
  message._addHeaderLines(raw, raw.length)
  return { name: `${count} fields`, fields, raw, text, spans, whole, message }
}

/** Each `run` returns the result of its last repetition, which is compared with the result of the simplest code. */
function caseOf(head, peers, expected) {
  return {
    name: head.name,
    peers: Object.entries(peers).map(([name, run]) => ({ name, run })),
    // Compares copies without prototypes, since the prototypes of the views differ.
    check: (result) => assert.deepEqual(plain(result), plain(expected)),
  }
}

function plain(value) {
  return typeof value === 'object' && !Array.isArray(value) ? { ...value } : value
}

const merged = heads.map((head) => {
  const { text, spans, whole, message } = head
  return caseOf(
    head,
    {
      [OURS](times) {
        let headers
        for (let i = 0; i < times; i++) headers = mergedHeaders(text, spans)
        return headers
      },
      [LOOP](times) {
        let headers
        for (let i = 0; i < times; i++) headers = mergeLines(whole)
        return headers
      },
      [NODE](times) {
        let headers
        for (let i = 0; i < times; i++) {
          // Removes the cached view, so that the message makes it again.
          message.headers = null
          headers = message.headers
        }
        return headers
      },
    },
    Object.fromEntries(Object.entries(grouped(head.fields)).map(([name, values]) => [name, values.join(', ')])),
  )
})

const distinct = heads.map((head) => {
  const { text, spans, whole, message } = head
  return caseOf(
    head,
    {
      [OURS](times) {
        let headers
        for (let i = 0; i < times; i++) headers = distinctHeaders(text, spans)
        return headers
      },
      [LOOP](times) {
        let headers
        for (let i = 0; i < times; i++) headers = gatherLines(whole)
        return headers
      },
      [NODE](times) {
        let headers
        for (let i = 0; i < times; i++) {
          message.headersDistinct = null
          headers = message.headersDistinct
        }
        return headers
      },
    },
    grouped(head.fields),
  )
})

const raw = heads.map((head) => {
  const { text, spans, whole } = head
  return caseOf(
    head,
    {
      [OURS](times) {
        let list
        for (let i = 0; i < times; i++) list = rawHeaders(text, spans)
        return list
      },
      [LOOP](times) {
        let list
        for (let i = 0; i < times; i++) list = listLines(whole)
        return list
      },
    },
    head.raw,
  )
})

function lookups(name, wanted, expected) {
  return heads.map((head) => {
    const { text, spans, whole, message } = head
    const oneCase = caseOf(
      head,
      {
        [OURS](times) {
          let value
          for (let i = 0; i < times; i++) value = firstValue(text, spans, wanted)
          return value
        },
        [LOOP](times) {
          let value
          for (let i = 0; i < times; i++) value = findLine(whole, wanted)
          return value
        },
        [NODE](times) {
          let value
          for (let i = 0; i < times; i++) {
            message.headers = null
            value = message.headers[wanted]
          }
          return value
        },
      },
      expected,
    )
    return { ...oneCase, name: `${name}, ${head.name}` }
  })
}

export const incomingGroups = [
  { name: 'headers', unit: 'head', cases: merged, ratios: ALL_RATIOS, notes: [SAME_STRINGS] },
  { name: 'headersDistinct', unit: 'head', cases: distinct, ratios: ALL_RATIOS, notes: [SAME_STRINGS] },
  { name: 'rawHeaders', unit: 'head', cases: raw, ratios: [[OURS, LOOP]], notes: ['node:http: its parser makes the list, see the suite parser'] },
  {
    name: 'one value',
    unit: 'head',
    cases: [...lookups('third field', 'cache-control', 'max-age=0'), ...lookups('no such field', 'expect', undefined)],
    ratios: ALL_RATIOS,
    notes: ['node:http: has to make all of `headers` for the first value'],
  },
]

// The plain loops: the simplest code for a head as text.

function mergeLines(whole) {
  const headers = {}
  const lines = whole.split('\r\n')
  for (let i = 1; i < lines.length - 2; i++) {
    const colon = lines[i].indexOf(':')
    const name = lines[i].slice(0, colon).toLowerCase()
    const value = lines[i].slice(colon + 1).trim()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return headers
}

function gatherLines(whole) {
  const headers = Object.create(null)
  const lines = whole.split('\r\n')
  for (let i = 1; i < lines.length - 2; i++) {
    const colon = lines[i].indexOf(':')
    const name = lines[i].slice(0, colon).toLowerCase()
    const value = lines[i].slice(colon + 1).trim()
    if (headers[name] === undefined) headers[name] = [value]
    else headers[name].push(value)
  }
  return headers
}

function listLines(whole) {
  const list = []
  const lines = whole.split('\r\n')
  for (let i = 1; i < lines.length - 2; i++) {
    const colon = lines[i].indexOf(':')
    list.push(lines[i].slice(0, colon), lines[i].slice(colon + 1).trim())
  }
  return list
}

function findLine(whole, name) {
  const lines = whole.split('\r\n')
  for (let i = 1; i < lines.length - 2; i++) {
    const colon = lines[i].indexOf(':')
    if (lines[i].slice(0, colon).toLowerCase() === name) return lines[i].slice(colon + 1).trim()
  }
  return undefined
}

/** Returns the expected result: all values by name. */
function grouped(fields) {
  const values = {}
  for (const [name, value] of fields) (values[name.toLowerCase()] ??= []).push(value)
  return values
}
