/** The bytes after an upgrade or CONNECT, on either side. */
import type { Duplex } from 'node:stream'
import { checkOf, sendBody } from './body.js'
import type { End, Side } from './end.js'
import type { BodyPlan } from './plan.js'
import type { Run } from './run.js'

export interface TunnelBytes {
  readonly sent: BodyPlan
  readonly sentName: string
  readonly received: BodyPlan
  readonly receivedName: string
  /** The sender of the received bytes. */
  readonly peer: Side
}

/**
 * Sends and receives.
 *
 * @param socket - given to the handler of the upgrade
 * @param head - the first bytes
 * @param end - the end below the socket
 */
export function tunnel(run: Run, name: string, socket: Duplex, head: Buffer, { sent, sentName, received, receivedName, peer }: TunnelBytes, end: End): void {
  const check = checkOf(run, receivedName, received)
  if (head.length > 0) check.take(head)
  const sender = end.connection[peer]
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => check.take(chunk))
  socket.on('end', () => {
    run.network.note(`${name} tunnel end`)
    // An end that is not half open stops sending when its peer has ended.
    check.end(!sender.allowHalfOpen || end.connection.faults.size > 0 || !sender.writableEnded || (sender.destroyed && !sender.writableFinished) || run.isEnding)
  })
  sendBody(run, socket, sent, sentName, { before: () => !socket.destroyed && !socket.writableEnded })
}
