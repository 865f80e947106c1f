import { inherits } from 'node:util'
import { expect, test } from 'vitest'
import { defineConstructor } from './constructor.js'

class Base {
  base(): string {
    return 'base'
  }
}

const kSecret = Symbol('secret')

class Methods extends Base {
  declare name: string
  greet(): string {
    return `hello ${this.name}`
  }
  get shout(): string {
    return this.name.toUpperCase()
  }
  set shout(name: string) {
    this.name = name
  }
  [kSecret](): void {}
}

interface GreeterConstructor {
  new (name: string): Methods
  (name: string): Methods | undefined
  readonly prototype: Methods
}

const define = (): GreeterConstructor =>
  defineConstructor<GreeterConstructor>(Methods, {
    Greeter: function (this: Methods | undefined, name: string): unknown {
      if (this === undefined || !('greet' in this)) return new Greeter(name)
      this.name = name
      return undefined
    },
  })
const Greeter = define()

test('the constructor has the given name, and objects with the methods and accessors of the class', () => {
  const greeter = new Greeter('ann')
  expect([Greeter.name, greeter.greet(), greeter.shout, greeter.base(), greeter.constructor]).toEqual(['Greeter', 'hello ann', 'ANN', 'base', Greeter])
  greeter.shout = 'bob'
  expect(greeter.name).toBe('bob')
})

test('it works without `new`, with call, util.inherits and extends', () => {
  function Legacy(this: Methods, name: string): void {
    ;(Greeter as unknown as { call(self: object, name: string): void }).call(this, name)
  }
  inherits(Legacy, Greeter)
  class Modern extends Greeter {
    override greet(): string {
      return `${super.greet()}!`
    }
  }
  expect(Greeter('ann')?.greet()).toBe('hello ann')
  expect(new (Legacy as unknown as GreeterConstructor)('bob').greet()).toBe('hello bob')
  expect(new Modern('eve').greet()).toBe('hello eve!')
})

test('methods are enumerable, as in Node; accessors, symbols and the constructor are not', () => {
  expect(Object.keys(Greeter.prototype)).toEqual(['greet'])
  expect(Object.getOwnPropertySymbols(Greeter.prototype)).toEqual([kSecret])
  expect(Object.prototype.propertyIsEnumerable.call(Greeter.prototype, kSecret)).toBe(false)
})

test('each call makes a new prototype: a member that is added to one is not on the other', () => {
  const Other = define()
  Object.assign(Other.prototype, { added: true })
  Other.prototype.greet = () => 'replaced'
  expect(['added' in new Greeter('ann'), new Greeter('ann').greet(), Methods.prototype.greet.call({ name: 'ann' } as Methods)]).toEqual([false, 'hello ann', 'hello ann'])
})

test('the parent is the class that the methods extend, or the given constructor', () => {
  expect([Object.getPrototypeOf(Greeter), Object.getPrototypeOf(Greeter.prototype)]).toEqual([Base, Base.prototype])
  class OtherBase {
    readonly isOther = true
  }
  const Own = defineConstructor<new () => object>(Methods, { Own: function () {} }, OtherBase)
  expect([Object.getPrototypeOf(Own), new Own() instanceof OtherBase, new Own() instanceof Base]).toEqual([OtherBase, true, false])
})

test('without a parent the prototype inherits from nothing', () => {
  const Own = defineConstructor<new () => object>(Methods, { Own: function () {} }, null)
  expect([Object.getPrototypeOf(Own), Object.getPrototypeOf(Own.prototype)]).toEqual([null, null])
})
