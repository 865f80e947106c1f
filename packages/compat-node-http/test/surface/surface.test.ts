/** Every name of Node 26's http modules exists, with the same kind, arity and descriptor (M-01…M-11, X-01). */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import agent from '../../src/_http_agent.js'
import client from '../../src/_http_client.js'
import common from '../../src/_http_common.js'
import incoming from '../../src/_http_incoming.js'
import outgoing from '../../src/_http_outgoing.js'
import server from '../../src/_http_server.js'
import { describe as describeModules, type Description } from './describe.mjs'

const recorded = JSON.parse(readFileSync(new URL('./node26.json', import.meta.url), 'utf8')) as Description
const ours = describeModules(http, https, { _http_agent: agent, _http_client: client, _http_common: common, _http_incoming: incoming, _http_outgoing: outgoing, _http_server: server })

/** Members that differ from Node's on purpose. */
const DIFFERENT: Record<string, string[]> = {
  // An accessor, as `http.globalAgent` is in Node. The client's layer stores the agent, so that its requests find it.
  https: ['globalAgent'],
}

describe.each(Object.keys(recorded))('%s', (name) => {
  const expected = Object.entries(recorded[name]!).filter(([key]) => !DIFFERENT[name]?.includes(key))

  test('has all members of Node 26', () => {
    const found = Object.fromEntries(expected.map(([key]) => [key, ours[name]![key]]))
    expect(found).toEqual(Object.fromEntries(expected))
  })

  test('has its names in the order of Node 26', () => {
    const names = expected.map(([key]) => key)
    if (name === 'http' || name === 'https') expect(Object.keys(ours[name]!)).toEqual(Object.keys(recorded[name]!))
    else expect(Object.keys(ours[name]!)).toEqual(expect.arrayContaining(names))
  })

  test('differs in every member that is listed as different', () => {
    for (const key of DIFFERENT[name] ?? []) expect(ours[name]![key]).not.toBe(recorded[name]![key])
  })
})
