/**
 * The high water mark of accepted TLS sockets. `tls.Server` has no option for it: the sockets have the default of the running Node, 16 KiB before Node 22
 * and 64 KiB since. This package has 64 KiB on every Node, so the mark is set in the streams' state. If Node changes that state, Node's default stays.
 */
import { getDefaultHighWaterMark } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { defaultHighWaterMark } from '@layered-http/streams/port'

/** True if TLS sockets have another mark than this package. */
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
