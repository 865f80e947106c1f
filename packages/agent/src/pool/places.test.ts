import { expect, test } from 'vitest'
import { newLists } from './lists.js'
import type { PoolOwner } from './owner.js'
import { Places } from './places.js'

function places(limits: Partial<PoolOwner> = {}): { places: Places; owner: PoolOwner } {
  const owner = { sockets: newLists(), freeSockets: newLists(), requests: newLists(), maxSockets: 2, maxFreeSockets: 1, maxTotalSockets: 3, totalSocketCount: 0, ...limits } as PoolOwner
  return { places: new Places(owner), owner }
}

const cancel = (): void => {}

test('pending connections count as sockets do, for each key and in total', () => {
  const { places: tested, owner } = places()
  owner.sockets.a = [null as never]
  owner.totalSocketCount = 1
  expect([tested.isFree('a'), tested.isUnused]).toEqual([true, false])
  tested.hold('a', {}, cancel)
  expect([tested.isFree('a'), tested.isFree('b'), tested.isFull]).toEqual([false, true, false])
  tested.hold('b', {}, cancel)
  expect([tested.isFree('b'), tested.isFree('c'), tested.isFull]).toEqual([false, false, true])
  expect([...tested.pending].map(([key, { count }]) => [key, count])).toEqual([['a', 1], ['b', 1]])
  tested.release('a', cancel)
  tested.release('b', cancel)
  owner.totalSocketCount = 0
  expect([tested.pending.size, tested.isUnused]).toEqual([0, true])
})

test('a socket may become idle up to each limit, and not beyond', () => {
  const idle = (limits: Partial<PoolOwner>): boolean => places(limits).places.isFreeForIdle('a')
  const socket = null as never
  expect(idle({ totalSocketCount: 1 })).toBe(true)
  expect(idle({ freeSockets: { a: [socket] }, totalSocketCount: 2 })).toBe(false)
  expect(idle({ sockets: { a: [socket, socket] }, totalSocketCount: 2 })).toBe(true)
  expect(idle({ sockets: { a: [socket, socket, socket] }, totalSocketCount: 3 })).toBe(false)
  expect(idle({ totalSocketCount: 3 })).toBe(true)
  expect(idle({ totalSocketCount: 4 })).toBe(false)
  expect(idle({ totalSocketCount: 3, requests: { b: [socket] } })).toBe(false)
})

test('a socket does not become idle if a request waits for its place, also when the others are those of pending connections', () => {
  const { places: tested, owner } = places({ totalSocketCount: 2 })
  owner.requests.b = [null as never]
  expect(tested.isFreeForIdle('a')).toBe(true)
  tested.hold('c', {}, cancel)
  expect(tested.isFreeForIdle('a')).toBe(false)
})
