import { expect, test } from 'vitest'
import { stateDiagram } from '@layered-http/shared'
import { OutgoingMessage } from './message.js'
import { existingState, isClosed, nextStage, OutgoingState, Stage, StageEvent, stateOf, transition, type OutgoingOwner } from './state.js'

type StageName = keyof typeof Stage
type EventName = keyof typeof StageEvent
const STAGES = Object.keys(Stage) as StageName[]
const EVENTS = Object.keys(StageEvent) as EventName[]

/** Every cell that exists. */
const EXPECTED: Record<StageName, Partial<Record<EventName, StageName>>> = {
  open: { buildHead: 'headBuilt', end: 'ended', close: 'closedBeforeEnd', markClosed: 'closed' },
  headBuilt: { dropHead: 'open', end: 'ended', close: 'closedBeforeEnd', markClosed: 'closed' },
  ended: { finish: 'finished', close: 'closedBeforeFlush', markClosed: 'closed' },
  finished: { close: 'closed', markClosed: 'closed' },
  closedBeforeEnd: { end: 'closedBeforeFlush', markClosed: 'closed' },
  closedBeforeFlush: { markClosed: 'closed' },
  closed: { markClosed: 'closed' },
}

for (const stage of STAGES) {
  for (const event of EVENTS) {
    const after = EXPECTED[stage][event]
    const title = after === undefined ? `${stage}: '${event}' cannot happen, and throws an error with both names` : `${stage}: '${event}' leads to ${after}`
    test(title, () => {
      const go = (): number => nextStage(Stage[stage], StageEvent[event])
      if (after === undefined) expect(go).toThrow(`outgoing message: no '${event}' in state '${stage}'`)
      else expect(go()).toBe(Stage[after])
    })
  }
}

test('the numbers of stages are in order: those from `ended` on are all after `end()`', () => {
  expect(STAGES.filter((stage) => Stage[stage] >= Stage.ended)).toEqual(['ended', 'closedBeforeFlush', 'finished', 'closed'])
  expect(STAGES.filter((stage) => Stage[stage] >= Stage.finished)).toEqual(['finished', 'closed'])
})

test('the diagram starts at open and has an arrow for each pair of stages', () => {
  const lines = stateDiagram(nextStage).split('\n')
  expect(lines[1]).toBe('  [*] --> open')
  const pairs = STAGES.flatMap((stage) => [...new Set(Object.values(EXPECTED[stage]))].map((after) => `  ${stage} --> ${after} :`))
  for (const pair of pairs) expect(lines.filter((line) => line.startsWith(pair))).toHaveLength(1)
})

test('transition() takes the state of a message through the table', () => {
  const state = new OutgoingState({} as OutgoingOwner)
  transition(state, StageEvent.buildHead)
  transition(state, StageEvent.end)
  expect(state.stage).toBe(Stage.ended)
})

test('isClosed() is true in the three closed stages only', () => {
  const closed = STAGES.filter((stage) => isClosed({ stage: Stage[stage] } as OutgoingState))
  expect(closed.sort()).toEqual(['closed', 'closedBeforeEnd', 'closedBeforeFlush'])
})

test('an object made without the constructor gets the state of a new message, one for each object', () => {
  const one = Object.create(OutgoingMessage.prototype) as OutgoingMessage
  const other = Object.create(OutgoingMessage.prototype) as OutgoingMessage
  expect(existingState(one)).toBe(undefined)
  expect(stateOf(one)).toBe(stateOf(one))
  expect(stateOf(one)).not.toBe(stateOf(other))
})

test('an object that inherits from a message has the state of that message', () => {
  const message = new OutgoingMessage()
  expect(stateOf(Object.create(message) as object)).toBe(stateOf(message))
})

test('existingState() is undefined for null, undefined and an object that is not a message', () => {
  expect([existingState(null), existingState(undefined), existingState({})]).toEqual([undefined, undefined, undefined])
})

test('reading and calling members on a prototype stores nothing there that messages would share', () => {
  class Derived extends OutgoingMessage {}
  for (const { prototype } of [OutgoingMessage, Derived]) {
    expect([prototype.headersSent, prototype.socket, prototype.writableEnded]).toEqual([false, null, false])
    prototype.setHeader('a', '1')
    const one = Object.create(prototype) as OutgoingMessage
    const other = Object.create(prototype) as OutgoingMessage
    one.setHeader('b', '2')
    expect([one.hasHeader('a'), other.hasHeader('b')]).toEqual([false, false])
  }
})
