import { expect, test } from 'vitest'
import { stateDiagram } from './state-diagram.js'
import { numberedStateMachine, stateMachine, type StateTable } from './state-table.js'

type State = 'shut' | 'open' | 'broken'
type Event = 'push' | 'pull' | 'kick'

const STATES = { broken: 0, shut: 1, open: 2 } as const
const EVENTS = { push: 0, pull: 1, kick: 2 } as const
/** The first state is the initial one, even if its number is not 0. */
const TABLE: StateTable<State, Event> = {
  shut: { push: 'open', kick: 'broken' },
  open: { pull: 'shut', push: 'open', kick: 'broken' },
  broken: {},
}

const numbered = numberedStateMachine<State, Event>('door', STATES, EVENTS, TABLE)
const named = stateMachine<State, Event>('door', TABLE)

for (const state of Object.keys(STATES) as State[]) {
  for (const event of Object.keys(EVENTS) as Event[]) {
    const after = TABLE[state][event]
    if (after === undefined) {
      test(`${state}: '${event}' has no cell and throws an error with subject and both names`, () => {
        expect(() => named(state, event)).toThrow(`door: no '${event}' in state '${state}'`)
        expect(() => numbered(STATES[state], EVENTS[event])).toThrow(`door: no '${event}' in state '${state}'`)
      })
    } else {
      test(`${state}: '${event}' leads to ${after}, by name and by number`, () => {
        expect(named(state, event)).toBe(after)
        expect(numbered(STATES[state], EVENTS[event])).toBe(STATES[after])
      })
    }
  }
}

test('a machine has its subject and its table', () => {
  for (const machine of [named, numbered]) expect([machine.subject, machine.table]).toEqual(['door', TABLE])
})

test('the diagram of a numbered machine has its names', () => {
  expect(stateDiagram(numbered)).toBe(stateDiagram(named))
  expect(stateDiagram(numbered)).toBe(
    `stateDiagram-v2
  [*] --> shut
  shut --> open : push
  shut --> broken : kick
  open --> shut : pull
  open --> open : push
  open --> broken : kick
  broken --> [*]`,
  )
})
