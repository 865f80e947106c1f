import { afterEach, expect, test } from 'vitest'
import { codedError, withoutFrames } from './errors.js'

const descriptor = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')!
const make = (): Error => withoutFrames(() => codedError(Error, 'ERR_X', 'Too slow'))

afterEach(() => void Object.defineProperty(Error, 'stackTraceLimit', descriptor))

test('an error without frames has its first line, and later errors have frames', () => {
  expect(make().stack).toBe('Error [ERR_X]: Too slow')
  expect(new Error('later').stack).toContain('errors.test')
})

test('the limit of frames is put back if no error can be made', () => {
  expect(() => withoutFrames(() => { throw new Error('mine') })).toThrow('mine')
  expect(Error.stackTraceLimit).toBe(descriptor.value)
})

test('where the limit cannot be changed, the error has its frames', () => {
  Object.defineProperty(Error, 'stackTraceLimit', { writable: false })
  expect(make().stack).toContain('errors.test')
})
