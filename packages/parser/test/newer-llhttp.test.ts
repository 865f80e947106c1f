/** The part of `scripts/newer-llhttp.mjs` that asks no registry. */
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { compareVersions, guardsOf, newExports, newestOfEachMajor, oldestVersionOf, report, runLlhttp } from '../scripts/llhttp-probes.mjs'

const binary = createRequire(import.meta.url)('undici/lib/llhttp/llhttp_simd-wasm.js') as Uint8Array

describe('probes', () => {
  it('the llhttp in use needs every guard', () => {
    const guards = guardsOf(binary)
    expect(guards.length).toBe(7)
    expect(guards.filter(({ isNeeded }) => !isNeeded)).toEqual([])
    expect(oldestVersionOf(guards)).toBe(undefined)
    expect(newExports(binary, binary)).toEqual([])
  })

  it('run a binary without guards', () => {
    expect(runLlhttp(binary, 1, 'POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab')).toEqual({ errno: 0, heads: 1, completes: 1, keepAlive: [false], body: 'ab' })
    expect(runLlhttp(binary, 2, 'no').errno).not.toBe(0)
  })
})

describe('versions', () => {
  it('are compared as numbers', () => {
    expect(compareVersions('9.10.0', '9.9.9')).toBeGreaterThan(0)
    expect(compareVersions('9.4.2', '9.4.2')).toBe(0)
    expect(compareVersions('8.13.1', '9.0.0')).toBeLessThan(0)
  })

  it('to look at are the newest of each major after the one in use', () => {
    expect(newestOfEachMajor(['6.99.0', '7.30.2', '7.30.1', '7.31.0', '7.32.0-rc.1', '8.0.0', '8.9.0', '8.10.1', '10.0.0-beta'], '7.30.2')).toEqual(['7.31.0', '8.10.1'])
    expect(newestOfEachMajor(['7.30.2'], '7.30.2')).toEqual([])
  })
})

describe('the report', () => {
  const own = { version: '9.3.1', carrier: 'undici', carrierVersion: '7.30.2', sha256: 'a' }
  const needed = [
    { guard: 'one', fixedIn: '9.4.2', isNeeded: true },
    { guard: 'two', fixedIn: '9.4.3', isNeeded: true },
    { guard: 'three', fixedIn: undefined, isNeeded: true },
  ]

  it('says that there is none: no release, the same binary, or a known one', () => {
    expect(report([], own, {})).toEqual({ lines: ['in use: llhttp 9.3.1, from undici 7.30.2', 'undici has no newer release'], isNewer: false })
    const found = ['a', 'b'].map((sha256) => ({ version: '8.0.0', sha256, guards: needed, added: [] }))
    expect(report(found, own, { b: 'it is slow' })).toEqual({
      lines: ['in use: llhttp 9.3.1, from undici 7.30.2', 'undici 8.0.0: the same llhttp', 'undici 8.0.0: another llhttp, known: it is slow'],
      isNewer: false,
    })
  })

  it('names the guards that another binary does not need, and the oldest version that it can be', () => {
    const guards = needed.map((guard) => ({ ...guard, isNeeded: guard.guard !== 'one' }))
    expect(report([{ version: '8.0.0', sha256: 'c', guards, added: ['llhttp_new'] }], own, {})).toEqual({
      lines: [
        'in use: llhttp 9.3.1, from undici 7.30.2',
        'undici 8.0.0: another llhttp, at least 9.4.2, sha256 c',
        '  UNNECESSARY one',
        '  needed      two',
        '  needed      three',
        '  new exports: llhttp_new',
      ],
      isNewer: true,
    })
    expect(report([{ version: '8.0.0', sha256: 'c', guards: needed, added: [] }], own, {}).lines[1]).toBe('undici 8.0.0: another llhttp, without the changes of later releases that the guards are for, sha256 c')
  })
})
