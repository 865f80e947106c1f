/** Reads the body of a received message in the way that the plan says. */
import type { IncomingMessage } from '@layered-http/streams'
import type { BodyCheck } from './body.js'
import type { ReadPlan } from './plan.js'
import type { Run } from './run.js'

export function readBody(run: Run, message: IncomingMessage, plan: ReadPlan, check: BodyCheck): void {
  const { how, ms, after } = plan
  if (how === 'data') message.on('data', (chunk: Buffer) => check.take(chunk))
  else if (how === 'late') run.scheduler.after(ms, () => message.on('data', (chunk: Buffer) => check.take(chunk)))
  else if (how === 'slow') {
    message.on('data', (chunk: Buffer) => {
      check.take(chunk)
      message.pause()
      run.scheduler.after(ms, () => message.resume())
    })
  } else if (how === 'readable') {
    message.on('readable', () => {
      for (let chunk = message.read() as Buffer | null; chunk !== null; chunk = message.read() as Buffer | null) check.take(chunk)
    })
  } else if (how === 'nothing') check.received = check.size
  else if (how === 'iterate') void iterate(message, check)
  else if (how === 'resume') {
    // Without a look at the bytes: their number is not checked either.
    check.received = check.size
    message.resume()
  } else if (how === 'destroy' || how === 'stop') {
    const stop = (): void => {
      if (how === 'destroy') message.destroy()
      else message.pause()
    }
    let isStopped = false
    message.on('data', (chunk: Buffer) => {
      check.take(chunk)
      if (isStopped || check.received < after) return
      isStopped = true
      stop()
    })
  }
}

async function iterate(message: IncomingMessage, check: BodyCheck): Promise<void> {
  try {
    for await (const chunk of message) check.take(chunk as Buffer)
  } catch {
    // The message was cut: its events tell it too.
  }
}
