import { expect, test } from 'vitest'
import { stateDiagram } from './state-diagram.js'
import { stateMachine } from './state-table.js'

test('a diagram shows every cell of the table; events that lead to the same state share an arrow', () => {
  const next = stateMachine<'open' | 'half' | 'shut', 'end' | 'fail' | 'again'>('door', {
    open: { end: 'half', again: 'open', fail: 'shut' },
    half: { end: 'shut', fail: 'shut' },
    shut: { fail: 'shut' },
  })
  expect(stateDiagram(next)).toBe(
    `stateDiagram-v2
  [*] --> open
  open --> half : end
  open --> open : again
  open --> shut : fail
  half --> shut : end, fail
  shut --> shut : fail
  shut --> [*]`,
  )
})

test('a missing cell throws an error that names subject, event and state', () => {
  const next = stateMachine<'on', 'press'>('lamp', { on: {} })
  expect(() => next('on', 'press')).toThrow("lamp: no 'press' in state 'on'")
})
