import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, test } from 'vitest'
import type { PooledRequest } from '../pooled-request.js'
import { newLists, type Lists } from './lists.js'
import { waitingOf, WaitingQueue } from './queue.js'

const everyPlace = { isFree: () => true }

function request(): PooledRequest & { calls: unknown[][] } {
  const calls: unknown[][] = []
  return { reusedSocket: false, shouldKeepAlive: true, destroyed: false, onSocket: (...args) => void calls.push(args), calls }
}

function queue(): { queue: WaitingQueue; requests: Lists<PooledRequest> } {
  const requests = newLists<PooledRequest>()
  return { queue: new WaitingQueue({ requests }, 0, () => {}), requests }
}

const settings = { options: {}, since: 0, needsFresh: false }

test('requests leave in the order of arrival, across keys; a retried request comes first', () => {
  const { queue: tested } = queue()
  const [a1, b1, a2, again] = [request(), request(), request(), request()]
  tested.add(a1, 'a', settings)
  tested.add(b1, 'b', settings)
  tested.add(a2, 'a', settings)
  tested.addFirst(again, 'b', settings)
  expect([waitingOf(again)!.needsFresh, waitingOf(a1)!.needsFresh]).toEqual([true, false])
  const order: PooledRequest[] = []
  for (let next = tested.longest(everyPlace); next !== undefined; next = tested.longest(everyPlace)) {
    order.push(next.request)
    tested.remove(next.request, next.key)
  }
  expect(order).toEqual([again, a1, b1, a2])
  expect([tested.isEmpty, waitingOf(a1)]).toEqual([true, undefined])
})

test('requests of keys without a place are skipped', () => {
  const { queue: tested } = queue()
  const [a, b] = [request(), request()]
  tested.add(a, 'a', settings)
  tested.add(b, 'b', settings)
  expect(tested.longest({ isFree: (key) => key === 'b' })?.request).toBe(b)
  expect(tested.longest({ isFree: () => false })).toBe(undefined)
})

test('a destroyed request gets onSocket(null) when it would be first, and leaves no key', () => {
  const { queue: tested, requests } = queue()
  const [gone, next] = [request(), request()]
  tested.add(gone, 'a', settings)
  tested.add(next, 'a', settings)
  gone.destroyed = true
  expect([tested.first('a'), gone.calls, next.calls]).toEqual([next, [[null]], []])
  next.destroyed = true
  expect([tested.first('a'), next.calls, Object.keys(requests)]).toEqual([undefined, [[null]], []])
})

test('a waiting request keeps its async context', () => {
  const { queue: tested } = queue()
  const storage = new AsyncLocalStorage<string>()
  const waiting = request()
  storage.run('mine', () => tested.add(waiting, 'a', settings))
  const { context } = tested.remove(waiting, 'a')
  expect(storage.run('other', () => context.runInAsyncScope(() => storage.getStore()))).toBe('mine')
})
