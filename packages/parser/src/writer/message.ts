/**
 * WrittenMessage: the states of the message that a writer writes, its body and its end.
 *
 * What may live here: the order of calls, and the count of the body. Heads are the writers'.
 */
import { codedError, invalidArgType, isUint8Array, stateMachine } from '@layered-http/shared'
import type { HeaderField } from '../event-parser.js'
import { refusal, type Framing } from './framing.js'
import { bytesOf, checkExtensions, chunkOf, fieldLines } from './lines.js'

type State = 'idle' | 'body' | 'awaitingProtocol' | 'switched' | 'closed'
type Event = 'head' | 'interim' | 'offer' | 'switch' | 'end' | 'last' | 'decline'

const next = stateMachine<State, Event>('writer', {
  idle: { head: 'body', interim: 'idle', switch: 'switched' },
  body: { end: 'idle', last: 'closed', offer: 'awaitingProtocol' },
  awaitingProtocol: { decline: 'idle', last: 'closed', switch: 'switched' },
  switched: {},
  closed: {},
})

const NO_BYTES = new Uint8Array(0)
const NO_FIELDS: readonly HeaderField[] = []
/** The last chunk, before the trailers. */
const LAST_CHUNK = '0\r\n'

/** One connection's output: the message that is being written. */
export class WrittenMessage {
  private state: State = 'idle'
  private framing: Framing = { kind: 'none' }
  /** Bytes of the body so far. */
  private written = 0
  /** The message closes the connection. */
  isLast = false
  private offersProtocol = false

  get isBetweenMessages(): boolean {
    return this.state === 'idle'
  }

  get isOver(): boolean {
    return this.state === 'closed' || this.state === 'switched'
  }

  body(data: Uint8Array, extensions = ''): Uint8Array {
    if (!isUint8Array(data)) throw invalidArgType('data', 'Uint8Array', data)
    checkExtensions(extensions)
    this.expect('body', 'body()')
    const { framing } = this
    if (extensions !== '' && framing.kind !== 'chunked') throw refusal('Only chunks have extensions')
    if (data.length === 0) return NO_BYTES
    if (framing.kind === 'none') throw refusal('The head announces no body')
    if (framing.kind === 'length' && this.written + data.length > framing.length) {
      throw refusal(`The body has more than the ${framing.length} bytes of its Content-Length`)
    }
    this.written += data.length
    return framing.kind === 'chunked' ? chunkOf(data, extensions) : data
  }

  end(trailers: readonly HeaderField[] = NO_FIELDS): Uint8Array {
    const lines = fieldLines(trailers, 'trailers', true)
    this.expect('body', 'end()')
    const { framing } = this
    if (trailers.length > 0 && framing.kind !== 'chunked') throw refusal('Only a chunked body has trailers')
    if (framing.kind === 'length' && this.written < framing.length) {
      throw refusal(`The body has ${this.written} of the ${framing.length} bytes of its Content-Length`)
    }
    this.state = next(this.state, this.offersProtocol ? 'offer' : this.isLast ? 'last' : 'end')
    return framing.kind === 'chunked' ? bytesOf(LAST_CHUNK + lines) : NO_BYTES
  }

  /** Begins a message. */
  begin(framing: Framing, isLast: boolean, offersProtocol = false): void {
    this.state = next(this.state, 'head')
    this.framing = framing
    this.written = 0
    this.isLast = isLast || framing.kind === 'close'
    this.offersProtocol = offersProtocol
  }

  /** Takes an event without a message of its own. */
  transition(event: Event): void {
    this.state = next(this.state, event)
  }

  /** Throws ERR_WRITER_STATE in any other state. */
  expect(state: State, call: string): void {
    if (this.state !== state) throw codedError(Error, 'ERR_WRITER_STATE', `${call} in the state '${this.state}'`)
  }
}
