/** Which offers of other protocols a server accepts, by their names: the option `layered.upgrades`. */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from '@layered-http/streams'

/**
 * Returns the `shouldUpgradeCallback` of a server that accepts the protocols `names`. As without the option, nothing is accepted while `'upgrade'` has no listener.
 *
 * @param names - each a name, or a name and a version (`HTTP/2.0`)
 */
export function upgradePolicy(server: Pick<EventEmitter, 'listenerCount'>, names: readonly string[]): (request: IncomingMessage) => boolean {
  const accepted = new Set(names.map((name) => name.toLowerCase()))
  return (request) => server.listenerCount('upgrade') > 0 && offers(request.headers.upgrade, accepted)
}

/** True if a field Upgrade (RFC 9110 section 7.8) offers one of `accepted`, which are in lower case: names are compared in any case. */
function offers(upgrade: string | undefined, accepted: ReadonlySet<string>): boolean {
  if (upgrade === undefined) return false
  return upgrade.split(',').some((offer) => {
    const protocol = offer.trim().toLowerCase()
    return accepted.has(protocol) || accepted.has(protocol.split('/', 1)[0]!)
  })
}
