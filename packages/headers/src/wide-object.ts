/**
 * Objects for many headers. V8 turns an object with more than some 19 properties under computed names into a hash table, which takes half of the time of
 * a head of 20 fields. V8 allows more properties if it has reserved room for them when it makes the object.
 */

/** The most properties that are added to `{}` without a hash table: 4 in the object, and 15 beside it. */
const MAX_NARROW = 19
/** Properties that a wide object has room for. It may have twice as many before V8 makes a hash table. */
const ROOM = 32
/** V8 looks at the first objects of a constructor, at most eight, and takes the room back that none of them has used. */
const FIRST_OBJECTS = 8

type WideConstructor = { new (isNever: boolean): Record<string, never>; prototype: object }

/** Made at the first use: it takes some 0.2 ms. */
let Wide: WideConstructor | undefined

function makeWide(): WideConstructor {
  const Wide = function (this: Record<string, unknown>, isNever: boolean) {
    // V8 reserves room for the properties that the text of a constructor sets, whether it does or not. These are 32.
    if (isNever) {
      this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = this.m = this.n = this.o = this.p = 0
      this.q = this.r = this.s = this.t = this.u = this.v = this.w = this.x = this.y = this.z = this.A = this.B = this.C = this.D = this.E = this.F = 0
    }
  } as unknown as WideConstructor
  Wide.prototype = Object.prototype
  for (let first = 0; first < FIRST_OBJECTS; first++) {
    const object: Record<string, unknown> = new Wide(false)
    for (let property = 0; property < ROOM; property++) object[`p${property}`] = 0
  }
  return Wide
}

/** Returns a new object that cannot be told from `{}`, for about `size` properties. */
export function emptyObject(size: number): Record<string, never> {
  return size > MAX_NARROW ? new (Wide ??= makeWide())(false) : {}
}
