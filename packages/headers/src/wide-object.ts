/**
 * Objects for many headers. V8 turns an object with more than some 19 properties under computed names into a hash table, which costs more than all the
 * rest of a head of 20 fields. The limit is higher for an object that has room for its properties in itself.
 */

/** The most properties that are added to `{}` without a hash table: 4 in the object, and 15 beside it. */
const MAX_NARROW = 19

/** Makes objects that are like `{}`, with room for 32 properties. They may have 64 before V8 makes a hash table. */
const Wide = function (this: Record<string, unknown>, isNever: boolean) {
  // V8 reserves room for the properties that the text of a constructor sets, whether it does or not.
  if (isNever) {
    this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = this.i = this.j = this.k = this.l = this.m = this.n = this.o = this.p = 0
    this.q = this.r = this.s = this.t = this.u = this.v = this.w = this.x = this.y = this.z = this.A = this.B = this.C = this.D = this.E = this.F = 0
  }
} as unknown as { new (isNever: boolean): Record<string, never>; prototype: object }
Wide.prototype = Object.prototype

/** V8 looks at the first objects of a constructor, at most eight, and takes the room back that none of them has used. */
const FIRST_OBJECTS = 8
for (let first = 0; first < FIRST_OBJECTS; first++) {
  const object: Record<string, unknown> = new Wide(false)
  for (let property = 0; property < 32; property++) object[`p${property}`] = 0
}

/** Returns a new object that cannot be told from `{}`, for about `size` properties. */
export function emptyObject(size: number): Record<string, never> {
  return size > MAX_NARROW ? new Wide(false) : {}
}
