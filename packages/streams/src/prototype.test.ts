import { expect, test } from 'vitest'
import { isPrototype } from './prototype.js'

test('isPrototype() is true for the prototype of a class, and false for an instance or an object that inherits from a prototype', () => {
  class Parent {
    readonly isParent = true
  }
  class Child extends Parent {}
  expect([isPrototype(Parent.prototype), isPrototype(Child.prototype)]).toEqual([true, true])
  expect([isPrototype(new Child()), isPrototype(Object.create(Parent.prototype) as object)]).toEqual([false, false])
})

test('an object that has a field named constructor is not a prototype', () => {
  class Parent {
    readonly isParent = true
  }
  expect(isPrototype(Object.assign(new Parent(), { constructor: Parent }))).toBe(false)
})
