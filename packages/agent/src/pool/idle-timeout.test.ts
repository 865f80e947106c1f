import { expect, test } from 'vitest'
import { idleTimeout, NO_TIME } from './idle-timeout.js'

test.each<[string, number, string | string[] | undefined, number, number]>([
  ['no hint, no timeout', 0, undefined, 1000, 0],
  ['no hint', 5000, '', 1000, 5000],
  ['a hint shorter than the timeout', 5000, 'timeout=3, max=100', 1000, 2000],
  ['a hint longer than the timeout', 5000, 'timeout=60', 1000, 5000],
  ['a hint sets no timeout if the agent has none', 0, 'timeout=60', 1000, 0],
  ['a hint not above the buffer', 5000, 'timeout=1', 1000, NO_TIME],
  ['a hint just above the buffer', 5000, 'timeout=1', 999, 1],
  ['a hint that is not at the beginning', 5000, 'max=100, timeout=3', 1000, 5000],
  ['a header that is a list', 5000, ['timeout=3'], 1000, 5000],
])('%s', (_title, agentTimeout, header, buffer, expected) => {
  expect(idleTimeout(agentTimeout, header, buffer)).toBe(expected)
})
