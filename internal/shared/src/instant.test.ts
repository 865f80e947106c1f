import { performance } from 'node:perf_hooks'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.useRealTimers()
  vi.resetModules()
})

test('an instant is comparable with performance.now(), and fake timers do not change it', async () => {
  vi.useFakeTimers({ now: 0 })
  const { instant } = await import('./instant.js')
  const first = instant()
  vi.advanceTimersByTime(1_000_000)
  vi.useRealTimers()
  const last = performance.now()
  expect([first <= instant(), instant() - first < 1_000_000, last - first < 1_000_000, last >= first]).toEqual([true, true, true, true])
})

test('a performance whose class has no now(), as in Bun, has its own', async () => {
  const { instant } = await import('./instant.js')
  const { getBuiltinModule } = process
  process.getBuiltinModule = (() => ({ performance: { now: () => 7 } })) as never
  try {
    expect(instant()).toBe(7)
  } finally {
    // Before anything else runs: the test runner uses it.
    process.getBuiltinModule = getBuiltinModule
  }
})
