import { expect, test } from 'vitest'
import { kindOf, setKind, type MessageKind } from './kind.js'
import { OutgoingMessage } from './message.js'

const KIND: MessageKind = { closesToEndBody: false, destroyUnsent: () => {} }

test('a message has the kind of its prototype, and a subclass that of its parent', () => {
  class Parent {
    readonly isParent = true
  }
  class Child extends Parent {}
  setKind(Parent.prototype, KIND)
  expect(kindOf(new Parent())).toBe(KIND)
  expect(kindOf(new Child())).toBe(KIND)
})

test('the kind of a subclass replaces that of its parent for its own messages only', () => {
  class Child extends OutgoingMessage {}
  setKind(Child.prototype, KIND)
  expect(kindOf(new Child())).toBe(KIND)
  expect(kindOf(new OutgoingMessage())).not.toBe(KIND)
})

test('the kind is not an enumerable key of the prototype', () => {
  class Parent {
    readonly isParent = true
  }
  setKind(Parent.prototype, KIND)
  expect({ ...Parent.prototype }).toEqual({})
})

test('the end of the connection can end the body of a plain message', () => {
  expect(kindOf(new OutgoingMessage()).closesToEndBody).toBe(true)
})
