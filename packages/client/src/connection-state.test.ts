import { expect, test } from 'vitest'
import { isAwaitingResponse, isComplete, isConsumed, isSpoiled, nextState, type ConnectionEvent, type ConnectionState } from './connection-state.js'

/** The states that a connection goes through with these events. */
function path(...events: ConnectionEvent[]): ConnectionState[] {
  let state: ConnectionState = 'idle'
  return events.map((event) => (state = nextState(state, event)))
}

test('one exchange after another', () => {
  const states = ['attaching', 'waiting', 'receiving', 'received', 'consumed', 'over', 'idle']
  expect(path('attach', 'sent', 'head', 'complete', 'consume', 'finish', 'release', 'attach')).toEqual([...states, 'attaching'])
})

test('a transport in memory may bring the response before the output is with the socket', () => {
  expect(path('attach', 'head', 'complete')).toEqual(['attaching', 'receiving', 'received'])
  expect(path('attach', 'handOver').at(-1)).toBe('handedOver')
})

test('after surplus input the connection is released once at most, and an exchange that is not kept waits for the close', () => {
  expect(path('attach', 'sent', 'head', 'complete', 'surplus', 'finish', 'release').slice(-3)).toEqual(['surplus', 'spoiled', 'idle'])
  expect(path('attach', 'sent', 'head', 'complete', 'consume', 'finish', 'surplus').at(-1)).toBe('spoiled')
  expect(path('attach', 'sent', 'head', 'complete', 'surplus', 'end', 'close').slice(-2)).toEqual(['surplus', 'closed'])
})

test('an event that cannot happen is an error that names state and event', () => {
  expect(() => path('attach', 'attach')).toThrow("client connection: no 'attach' in state 'attaching'")
  expect(() => path('attach', 'sent', 'release')).toThrow("client connection: no 'release' in state 'waiting'")
})

test('every state that can be reached can close', () => {
  for (const state of Object.keys(nextState.table) as ConnectionState[]) expect(nextState(state, 'close')).toBe('closed')
})

test('questions about a state', () => {
  const states = Object.keys(nextState.table) as ConnectionState[]
  expect(states.filter(isAwaitingResponse)).toEqual(['attaching', 'waiting'])
  expect(states.filter(isComplete)).toEqual(['received', 'consumed', 'over', 'closing', 'surplus', 'spoiled'])
  expect(states.filter(isConsumed)).toEqual(['consumed', 'over', 'closing'])
  expect(states.filter(isSpoiled)).toEqual(['surplus', 'spoiled'])
})
