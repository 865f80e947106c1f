import { afterEach, describe, expect, it, vi } from 'vitest'

afterEach(() => {
  vi.useRealTimers()
})

describe('httpDate', () => {
  it('is the current second as IMF-fixdate, also after the clock goes on or is set back', async () => {
    vi.useFakeTimers()
    vi.resetModules()
    const { httpDate } = await import('./date.js')
    for (const [time, text] of [
      ['1994-11-06T08:49:37.000Z', 'Sun, 06 Nov 1994 08:49:37 GMT'],
      ['1994-11-06T08:49:37.999Z', 'Sun, 06 Nov 1994 08:49:37 GMT'],
      ['1994-11-06T08:49:38.000Z', 'Sun, 06 Nov 1994 08:49:38 GMT'],
      ['1994-11-06T08:49:37.999Z', 'Sun, 06 Nov 1994 08:49:37 GMT'],
      ['1980-01-01T00:00:00.500Z', 'Tue, 01 Jan 1980 00:00:00 GMT'],
      ['2026-11-21T23:59:59.999Z', 'Sat, 21 Nov 2026 23:59:59 GMT'],
    ]) {
      vi.setSystemTime(new Date(time!))
      expect(httpDate()).toBe(text)
    }
  })
})

describe('httpDate, once loaded,', () => {
  it('ignores fake timers', async () => {
    vi.resetModules()
    const { httpDate } = await import('./date.js')
    const start = Date.now()
    vi.useFakeTimers({ now: 0 })
    expect(Date.now()).toBe(0)
    expect(Date.parse(httpDate())).toBeGreaterThan(start - 1000)
    vi.setSystemTime(1e12)
    expect(Date.parse(httpDate())).toBeGreaterThan(start - 1000)
  })
})
