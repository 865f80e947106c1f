import { expect, test } from 'vitest'
import { Event, hasStopped, isAwaitingResponse, isComplete, isConsumed, isOver, isSpoiled, nextState, State } from './connection-state.js'

type StateName = keyof typeof State
const NAMES = Object.keys(State) as StateName[]

/** Returns the states that follow these events. */
function path(...events: (keyof typeof Event)[]): StateName[] {
  let state: number = State.idle
  return events.map((event) => NAMES[(state = nextState(state, Event[event]))]!)
}

test('one exchange after another', () => {
  const states = ['attaching', 'waiting', 'receiving', 'received', 'consumed', 'over', 'idle']
  expect(path('attach', 'sent', 'head', 'complete', 'consume', 'finish', 'release', 'attach')).toEqual([...states, 'attaching'])
})

test('over a transport in memory, the response may arrive before all output is written', () => {
  expect(path('attach', 'head', 'complete')).toEqual(['attaching', 'receiving', 'received'])
  expect(path('attach', 'handOver').at(-1)).toBe('handedOver')
})

test('after surplus input the connection is released at most once, and an exchange without keep-alive waits for the close', () => {
  expect(path('attach', 'sent', 'head', 'complete', 'surplus', 'finish', 'release').slice(-3)).toEqual(['surplus', 'spoiled', 'idle'])
  expect(path('attach', 'sent', 'head', 'complete', 'consume', 'finish', 'surplus').at(-1)).toBe('spoiled')
  expect(path('attach', 'sent', 'head', 'complete', 'surplus', 'end', 'close').slice(-2)).toEqual(['surplus', 'closed'])
})

test('an event that cannot happen is an error that names state and event', () => {
  expect(() => path('attach', 'attach')).toThrow("client connection: no 'attach' in state 'attaching'")
  expect(() => path('attach', 'sent', 'release')).toThrow("client connection: no 'release' in state 'waiting'")
})

test('every state that can be reached can close', () => {
  for (const name of NAMES) expect(nextState(State[name], Event.close)).toBe(State.closed)
})

test('each question about a state is true for these states', () => {
  const states = (question: (state: number) => boolean): StateName[] => NAMES.filter((name) => question(State[name]))
  expect(states(isAwaitingResponse)).toEqual(['attaching', 'held', 'waiting'])
  expect(states(isComplete)).toEqual(['received', 'consumed', 'over', 'closing', 'surplus', 'spoiled'])
  expect(states(isConsumed)).toEqual(['consumed', 'over', 'closing'])
  expect(states(isOver)).toEqual(['over', 'spoiled'])
  expect(states(isSpoiled)).toEqual(['surplus', 'spoiled'])
  expect(states(hasStopped)).toEqual(['surplus', 'spoiled', 'refused'])
})
