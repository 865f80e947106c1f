/**
 * The high water mark of accepted TLS sockets. `tls.Server` passes none on: they have the default of the running Node, 16 KiB before Node 22 and
 * 64 KiB since. The layers have 64 KiB on every Node, and no public option leads there; where Node changes the state of its streams, its default stays.
 */
import { getDefaultHighWaterMark } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { defaultHighWaterMark } from '@layered-http/streams/port'

/** Whether TLS sockets have another mark than the layers. */
export function needsHighWaterMark(): boolean {
  return getDefaultHighWaterMark(false) !== defaultHighWaterMark()
}

interface StreamStates {
  _readableState?: { highWaterMark: number }
  _writableState?: { highWaterMark: number }
}

export function setHighWaterMark(socket: TLSSocket): void {
  const { _readableState: readable, _writableState: writable } = socket as unknown as StreamStates
  const mark = defaultHighWaterMark()
  if (readable) readable.highWaterMark = mark
  if (writable) writable.highWaterMark = mark
}
