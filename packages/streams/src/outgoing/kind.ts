/** MessageKind: what requests and responses do differently. One object for all messages of a class, found through their prototype. */
import { LAYOUT } from '../layout.js'

/** What requests and responses do differently. */
export interface MessageKind<Message = object> {
  /** True if the end of the connection can end the body, as that of a response. */
  readonly closesToEndBody: boolean
  /** `destroy()` was called before the message had a socket. */
  destroyUnsent(message: Message): void
}

const kKind: unique symbol = Symbol.for(`layered-http.OutgoingMessage.kind.${LAYOUT}`) as never

interface Kinded {
  [kKind]?: MessageKind
}

/** Sets the kind of the messages that inherit from `prototype`. */
export function setKind(prototype: object, kind: MessageKind): void {
  Object.defineProperty(prototype, kKind, { value: kind, writable: true, configurable: true })
}

/** The kind of a message. */
export function kindOf(message: object): MessageKind {
  return (message as Kinded)[kKind]!
}
