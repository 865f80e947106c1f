/**
 * Talk: what a socket says is heard while it serves a request. Between two requests nobody listens, as with Node; what comes then
 * is noticed where the transport hands it in.
 *
 * `push` is the documented interface between a transport and its Readable; here it is wrapped on one socket, once.
 */
import { onData, onDrain, onEnd, type ClientSocket } from './socket-events.js'

type Push = ClientSocket['push']

/** Who hears the socket: `silent` until the first request and after the last, `heard` during one, `resting` between two. */
type TalkState = 'silent' | 'heard' | 'resting'

export class Talk {
  private state: TalkState = 'silent'
  private hearsDrain = false
  private hasEnded = false
  private readonly push: Push

  /** @param unasked - called with what comes between two requests, null for the end; it may destroy the socket */
  constructor(
    private readonly socket: ClientSocket,
    private readonly unasked: (chunk: Uint8Array | null) => void,
  ) {
    const { push } = socket
    this.push = push
    socket.push = (chunk: Uint8Array | null, encoding?: BufferEncoding) => {
      if (chunk === null) this.hasEnded = true
      if (this.state === 'resting') unasked(chunk)
      return push.call(socket, chunk, encoding)
    }
  }

  /** A request begins. One that is still being written wants to know when the socket has room. */
  hear(isWriting: boolean): void {
    const { socket } = this
    if (this.state !== 'heard') {
      socket.on('data', onData)
      socket.on('end', onEnd)
    }
    this.state = 'heard'
    if (isWriting) {
      this.hearsDrain = true
      socket.on('drain', onDrain)
    }
  }

  /** A request is over, and others may follow. */
  rest(): void {
    this.stop()
    this.state = 'resting'
    // No listener is left for an `'end'` that comes now. A socket that stays half open would wait for a request; any other socket ends itself.
    if (this.hasEnded && this.socket.allowHalfOpen) this.unasked(null)
  }

  /** Nothing more is heard. */
  stop(): void {
    const { socket } = this
    if (this.state === 'heard') {
      socket.removeListener('data', onData)
      socket.removeListener('end', onEnd)
    }
    this.state = 'silent'
    if (this.hearsDrain) {
      this.hearsDrain = false
      socket.removeListener('drain', onDrain)
    }
  }

  /** The socket is somebody else's from here on. */
  release(): void {
    this.stop()
    this.socket.push = this.push
  }
}
