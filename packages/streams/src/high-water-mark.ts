/** The default high water mark of sockets and messages: the one that the process has set, Node 26's otherwise. */
import { getDefaultHighWaterMark } from 'node:stream'

/** Bytes. Source: Node's default for streams since 22. */
const DEFAULT_HIGH_WATER_MARK = 64 * 1024

/** What `getDefaultHighWaterMark` returns before Node 22, unless the process has set another. */
const OLD_DEFAULT = 16 * 1024
const isOld = Number.parseInt(process.versions.node) < 22

/** Bytes that a socket or a message buffers before `write` returns false: `stream.setDefaultHighWaterMark`, or 64 KiB on every Node. */
export function defaultHighWaterMark(): number {
  const mark = getDefaultHighWaterMark(false)
  return isOld && mark === OLD_DEFAULT ? DEFAULT_HIGH_WATER_MARK : mark
}
