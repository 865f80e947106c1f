/**
 * The layout of the state behind messages. Two copies of this package in one process share their messages if they have the same layout: each finds the
 * state of the other's messages under the same registered symbol. A message with another layout is an error, not a message without headers.
 *
 * The number grows with every change of `OutgoingState`, `IncomingState` or the interfaces of a connection. A test compares the fields with a list, so that this is not forgotten.
 */
import { codedError, layoutOf } from '@layered-http/shared'

export const LAYOUT = 1

/** The key of the state of a message. */
export function stateKey(name: 'IncomingMessage' | 'OutgoingMessage'): symbol {
  return Symbol.for(`layered-http.${name}.state.${LAYOUT}`)
}

/**
 * Returns true for a message, and false for an object of another class.
 *
 * @throws TypeError ERR_HTTP_MESSAGE_LAYOUT for a message of a copy with another layout
 */
export function checkLayout(message: object, name: 'IncomingMessage' | 'OutgoingMessage'): boolean {
  const layout = layoutOf(message, name)
  if (layout === undefined || layout === LAYOUT) return layout !== undefined
  throw codedError(
    TypeError,
    'ERR_HTTP_MESSAGE_LAYOUT',
    `This ${name} was made by a copy of @layered-http/streams with another layout (${layout} instead of ${LAYOUT}): use one version of the package`,
    checkLayout,
  )
}
