/**
 * The layout of the tape's records, for the code of this package. `records.ts` has the public names and explains each number. Constant
 * enums, so that the hottest code contains literals.
 */

export const enum Rec {
  HEAD = 1,
  TRAILERS,
  BODY,
  COMPLETE,
  UPGRADE,
}

export const enum At {
  SIZE = 1,
  CARRIED,
  TEXT_START,
  TEXT_END,
  CODE,
  VERSION,
  FLAGS,
  LINE_START,
  LINE_END,
}

export const enum Size {
  HEAD = 10,
  TRAILERS = 5,
  SPAN = 4,
  BODY = 3,
  /** COMPLETE and UPGRADE: the kind and one number. */
  PAIR = 2,
}

export const enum Flag {
  KEEP_ALIVE = 1,
  UPGRADE = 2,
}
