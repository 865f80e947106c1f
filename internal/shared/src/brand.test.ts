import { expect, test } from 'vitest'
import { defineBrand } from './brand.js'

/** A class with the brand `name`, as another copy of a package would make it. */
function branded(name: string): new () => object {
  const Class = class {
    readonly isBranded = true
  }
  defineBrand(Class, name)
  return Class
}

test('instanceof accepts objects of every class with the same brand, and no others', () => {
  const [One, Copy, Other] = [branded('test.one'), branded('test.one'), branded('test.other')]
  expect([new One() instanceof One, new One() instanceof Copy, new Copy() instanceof One, new One() instanceof Other]).toEqual([true, true, true, false])
})

test('instanceof is false for values that are not objects, and for objects without the brand', () => {
  const One = branded('test.one')
  for (const value of [null, undefined, 0, '', true, Symbol(), {}, [], () => {}]) expect((value as unknown) instanceof One).toBe(false)
})

test('a subclass keeps the ordinary rule; its objects are instances of its parent and of every copy of the parent', () => {
  const [One, Copy] = [branded('test.one'), branded('test.one')]
  class Derived extends One {}
  expect([new Derived() instanceof Derived, new One() instanceof Derived, new Copy() instanceof Derived]).toEqual([true, false, false])
  expect([new Derived() instanceof One, new Derived() instanceof Copy]).toEqual([true, true])
})

test('an object that inherits from the prototype, and a Proxy over one, have the brand', () => {
  const One = branded('test.one')
  expect([Object.create(One.prototype) instanceof One, new Proxy(new One(), {}) instanceof One]).toEqual([true, true])
})

test('the brand is a registered symbol and not enumerable', () => {
  const One = branded('test.one')
  expect((new One() as Record<symbol, unknown>)[Symbol.for('layered-http.test.one')]).toBe(1)
  expect({ ...One.prototype }).toEqual({})
})
