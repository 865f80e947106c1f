import { expect, test } from 'vitest'
import { garbageCollector } from '@layered-http/test-kit'
import { ConnectionList, type ListedConnection } from './connection-list.js'
import { NO_DEADLINE } from './deadline-timer.js'

interface Named extends ListedConnection {
  readonly name: string
}

function makeConnection(name: string): Named {
  return {
    name,
    deadline: NO_DEADLINE,
    isUnused: false,
    isFree: false,
    stats: { phase: 'idle', requests: 0, underWay: 0, bytesRead: 0, bytesWritten: 0 },
    previousListed: null,
    nextListed: null,
    expire() {},
    destroy() {},
    countForDrain() {},
    startDraining() {},
  }
}

function makeList(names: string): { list: ConnectionList; connections: Named[] } {
  const list = new ConnectionList()
  const connections = [...names].map(makeConnection)
  for (const connection of connections) list.add(connection)
  return { list, connections }
}

function namesOf(list: ConnectionList): string {
  return [...list].map((connection) => (connection as Named).name).join('')
}

test.each([
  { left: '', rest: 'abcd' },
  { left: 'a', rest: 'bcd' },
  { left: 'b', rest: 'acd' },
  { left: 'd', rest: 'abc' },
  { left: 'bc', rest: 'ad' },
  { left: 'cbbc', rest: 'ad' },
  { left: 'dabc', rest: '' },
])('connections are in the order in which they began, without those that left: abcd without "$left" is "$rest"', ({ left, rest }) => {
  const { list, connections } = makeList('abcd')
  for (const name of left) list.delete(connections.find((connection) => connection.name === name)!)
  expect([namesOf(list), list.size]).toEqual([rest, rest.length])
  list.add(makeConnection('e'))
  expect([namesOf(list), list.size]).toEqual([`${rest}e`, rest.length + 1])
})

test('a connection that left may be added again', () => {
  const { list, connections } = makeList('abc')
  list.delete(connections[0]!)
  list.add(connections[0]!)
  expect([namesOf(list), list.size]).toEqual(['bca', 3])
})

test('an iteration is over the connections of its start, whatever leaves or comes meanwhile', () => {
  const { list, connections } = makeList('abcd')
  const seen: string[] = []
  for (const connection of list) {
    seen.push((connection as Named).name)
    for (const each of connections) list.delete(each)
    list.add(makeConnection('e'))
  }
  expect([seen.join(''), namesOf(list)]).toEqual(['abcd', 'eeee'])
})

test('the timer stops, and a drain is told, when the last connection leaves', () => {
  const { list, connections } = makeList('ab')
  let told = 0
  list.drain = { onNoConnection: () => told++ } as unknown as ConnectionList['drain']
  list.timer.schedule(list.timer.now(), 1000)
  list.delete(connections[0]!)
  expect([list.timer.isSet, told]).toEqual([true, 0])
  list.delete(connections[1]!)
  expect([list.timer.isSet, told]).toEqual([false, 1])
})

/** Connections that are open at a time, and how many come and go. */
const OPEN = 64
const ALL = 20_000
/** Bytes that each keeps alive, at least. */
const PAYLOAD = 1_000
/** Connections between two collections of the young generation. */
const BETWEEN_COLLECTIONS = 200
/** Bytes that the heap may grow by. With a Set it is nearly all of the 20 MB. */
const MAX_GROWTH = 4_000_000

test('connections that left do not wait for a collection of the whole heap', () => {
  const gc = garbageCollector()
  const list = new ConnectionList()
  const open: ListedConnection[] = []
  gc()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < ALL; i++) {
    const connection = Object.assign(makeConnection('a'), { payload: new Array(PAYLOAD / 8).fill(i) })
    list.add(connection)
    open.push(connection)
    if (open.length > OPEN) list.delete(open.shift()!)
    if (i % BETWEEN_COLLECTIONS === 0) gc({ type: 'minor' })
  }
  expect(list.size).toBe(OPEN)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(MAX_GROWTH)
})
