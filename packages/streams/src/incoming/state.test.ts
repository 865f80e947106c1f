import { expect, test } from 'vitest'
import { stateDiagram } from '@layered-http/shared'
import { duplexPair } from '@layered-http/test-kit'
import { IncomingMessage } from './message.js'
import { IncomingState, nextPhase, Phase, PhaseEvent, stateOf, transition, type IncomingOwner } from './state.js'

type PhaseName = keyof typeof Phase
type EventName = keyof typeof PhaseEvent

const EXPECTED: Record<PhaseName, Partial<Record<EventName, PhaseName>>> = {
  open: { end: 'ended', close: 'closed', skip: 'skipped' },
  ended: { close: 'closed' },
  closed: {},
  skipped: {},
}

for (const phase of Object.keys(Phase) as PhaseName[]) {
  for (const event of Object.keys(PhaseEvent) as EventName[]) {
    const after = EXPECTED[phase][event]
    const title = after === undefined ? `${phase}: '${event}' cannot happen, and throws an error with both names` : `${phase}: '${event}' leads to ${after}`
    test(title, () => {
      const go = (): number => nextPhase(Phase[phase], PhaseEvent[event])
      if (after === undefined) expect(go).toThrow(`incoming message: no '${event}' in state '${phase}'`)
      else expect(go()).toBe(Phase[after])
    })
  }
}

test('the numbers of phases are in order: from `closed` on, no stream will be initialized', () => {
  expect(Phase).toEqual({ open: 0, ended: 1, closed: 2, skipped: 3 })
})

test('the diagram of the table', () => {
  expect(stateDiagram(nextPhase)).toBe(
    `stateDiagram-v2
  [*] --> open
  open --> ended : end
  open --> closed : close
  open --> skipped : skip
  ended --> closed : close
  closed --> [*]
  skipped --> [*]`,
  )
})

test('transition() takes the state of a message through the table', () => {
  const state = new IncomingState({} as IncomingOwner)
  transition(state, PhaseEvent.end)
  transition(state, PhaseEvent.close)
  expect(state.phase).toBe(Phase.closed)
})

test('an object made without the constructor gets the state of a new message, one for each object', () => {
  const one = Object.create(IncomingMessage.prototype) as IncomingMessage
  const other = Object.create(IncomingMessage.prototype) as IncomingMessage
  expect(stateOf(one)).toBe(stateOf(one))
  expect(stateOf(one)).not.toBe(stateOf(other))
})

test('reading members of a prototype stores nothing there that messages would share', () => {
  class Derived extends IncomingMessage {}
  for (const Class of [IncomingMessage, Derived]) {
    const { prototype } = Class
    expect([prototype.readable, prototype.readableEnded, prototype.headers]).toEqual([false, false, {}])
    expect(Object.hasOwn(prototype, '_readableState')).toBe(Class === IncomingMessage)
    prototype.headers = { shared: 'no' }
    const [socket] = duplexPair()
    const one = new Class(socket)
    const other = new Class(socket)
    one.push('x')
    expect([one.readableLength, other.readableLength, other.headers]).toEqual([1, 0, {}])
  }
})
