/** InputGate: stops the bytes of a socket while there is a reason, and lets them go on when the last is gone. */
import type { ServedSocket } from './served-socket.js'

/** What input can wait for. */
export const Pause = {
  /** A request's body waits for its reader. */
  BODY: 1,
  /** Answers to pipelined requests wait for the client. */
  OUTPUT: 2,
} as const

export class InputGate {
  /** A sum of {@link Pause}; 0 while bytes flow. */
  private reasons = 0

  constructor(private readonly input: ServedSocket) {}

  get isPaused(): boolean {
    return this.reasons !== 0
  }

  pause(reasons: number): void {
    this.reasons |= reasons
    if ((reasons & Pause.OUTPUT) !== 0) this.input._paused = true
    this.input.pause()
  }

  resume(reasons: number): void {
    if (this.reasons === 0) return
    this.reasons &= ~reasons
    if ((reasons & Pause.OUTPUT) !== 0) this.input._paused = false
    if (this.reasons === 0) this.input.resume()
  }
}
