/** Sets `events.captureRejections` for the emitters that are created while `run` runs. */
import { EventEmitter } from 'node:events'

export async function captureRejections(run: () => Promise<void>): Promise<void> {
  EventEmitter.captureRejections = true
  try {
    await run()
  } finally {
    EventEmitter.captureRejections = false
  }
}
