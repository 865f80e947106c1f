/** `100 Continue`: what a response knows about the client's wait for it. */

/** The states of `100 Continue` for one response. */
export const Continue = {
  /** The client did not ask for it. */
  UNASKED: 0,
  /** The client waits for it before it sends its body. */
  AWAITED: 1,
  SENT: 2,
} as const
export type Continue = (typeof Continue)[keyof typeof Continue]

export const kContinue = Symbol('100 Continue')

/** A response, with its state. */
export interface Continuable {
  [kContinue]: Continue
}

/** Returns the state of a response. */
export function continueState(res: object): Continue {
  return (res as Continuable)[kContinue]
}

/** Changes the state of a response, for a server that sends `100 Continue` itself. */
export function setContinueState(res: object, state: Continue): void {
  ;(res as Continuable)[kContinue] = state
}
