import { expect, test, vi } from 'vitest'

async function fresh(): Promise<typeof import('./used-names.js')> {
  vi.resetModules()
  return import('./used-names.js')
}

test('the lower-case form of a name is known once the name was remembered', async () => {
  const { lowerCaseKey, rememberName, usedKey } = await fresh()
  expect(usedKey('X-Name')).toBeUndefined()
  expect(lowerCaseKey('X-Name')).toBe('x-name')
  rememberName('X-Name')
  expect(usedKey('X-Name')).toBe('x-name')
  expect(usedKey('x-name')).toBeUndefined()
})

test('the table keeps 256 names, and none that is long', async () => {
  const { lowerCaseKey, rememberName, usedKey } = await fresh()
  const long = 'L'.repeat(65)
  rememberName(long)
  expect(usedKey(long)).toBeUndefined()
  for (let i = 0; i < 300; i++) rememberName(`N${i}`)
  expect(usedKey('N255')).toBe('n255')
  expect(usedKey('N256')).toBeUndefined()
  expect(lowerCaseKey('N299')).toBe('n299')
})

test('a name that is not valid is refused each time, also after it was refused before', async () => {
  vi.resetModules()
  const { validateHeaderName } = await import('./validate.js')
  for (let i = 0; i < 2; i++) {
    expect(() => validateHeaderName('a b')).toThrow('must be a valid HTTP token')
    expect(() => validateHeaderName('A-B')).not.toThrow()
  }
})
