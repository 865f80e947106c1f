/** Answers instead of the network. Run: `npm start`. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { setDispatcher, withDispatcher } from '@layered-http/compat-node-http/testing'
import orders from './orders.cjs'
import { nameOf } from './users.mjs'

let restore = () => {}
afterEach(() => restore())

test('a user', async () => {
  restore = setDispatcher(({ method, url, headers }) => {
    assert.deepEqual([method, url.href, headers.accept], ['GET', 'http://users.test/7', 'application/json'])
    return { headers: { 'Content-Type': 'application/json' }, body: '{"name":"Ada"}' }
  })
  assert.equal(await nameOf(7), 'Ada')
})

test('no user', async () => {
  restore = setDispatcher(() => ({ statusCode: 404 }))
  assert.equal(await nameOf(8), null)
})

test('the body of a request', async () => {
  restore = setDispatcher(async (request) => ({ body: String(Object.keys(await request.json()).length) }))
  assert.equal(await orders.order({ apples: 3, pears: 1 }), 2)
})

test('a handler answers, as a server would', async () => {
  restore = setDispatcher(() => (request, response) => {
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ name: `user ${request.url.slice(1)}` }))
  })
  assert.equal(await nameOf(9), 'user 9')
})

test('an error of the network', async () => {
  restore = setDispatcher(() => {
    throw Object.assign(new Error('getaddrinfo EAI_AGAIN users.test'), { code: 'EAI_AGAIN' })
  })
  await assert.rejects(nameOf(7), { code: 'EAI_AGAIN' })
})

test('two answers at the same time, each in its own scope', async () => {
  const named = (name) => () => withDispatcher(() => ({ body: JSON.stringify({ name }) }), () => nameOf(1))
  assert.deepEqual(await Promise.all([named('Ada')(), named('Grace')()]), ['Ada', 'Grace'])
})
