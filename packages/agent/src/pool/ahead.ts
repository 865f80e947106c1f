/** Connections that are opened before there are requests for them: the work of `agent.preconnect()`. */
import type { ConnectionOptions } from '../options.js'
import type { Pool } from './pool.js'
import { leaveRequest, placeholder, whenOpen } from './preconnect.js'

/** Opens connections ahead, and returns how many became idle or serve a request. */
export async function openAhead(pool: Pool, options: ConnectionOptions, number: number): Promise<number> {
  const { owner, places, ending } = pool
  if (!owner.keepAlive || ending.isClosing) return 0
  const request = placeholder()
  const key = pool.security.keyOf(pool.merge(options, request))
  const openings: Promise<boolean>[] = []
  const open = (): Promise<boolean> =>
    new Promise((resolve) => {
      // Calls back at once, or later.
      owner.createSocket(request, { ...options }, (error, socket) => {
        ending.pendingAhead--
        if (error) {
          resolve(false)
          pool.serveNext()
          return
        }
        whenOpen(socket!, (isOpen) => {
          if (isOpen) {
            leaveRequest(socket!, request)
            socket!.emit('free')
          }
          resolve(isOpen && !socket!.destroyed)
        })
      })
      ending.pendingAhead++
    })
  for (let ahead = 0; ahead < number && places.isFreeAhead(key, ahead); ahead++) openings.push(open())
  return (await Promise.all(openings)).filter(Boolean).length
}
