/** All addresses of a host, from the `lookup` of the options or from `dns.lookup`. */
import type dns from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { ConnectionOptions } from '../options.js'
import type { Address } from './race.js'

/** Calls back with at least one address, or an error. */
export function lookupAll(options: ConnectionOptions, callback: (error: Error | null, addresses: Address[]) => void): void {
  const { host = 'localhost', family = 0, hints = 0 } = options
  const lookup = (options.lookup as LookupFunction | undefined) ?? ((process.getBuiltinModule('node:dns') as typeof dns).lookup as LookupFunction)
  lookup(host, { all: true, family, hints }, (error, found, foundFamily) => {
    if (error) {
      callback(error, [])
      return
    }
    // A lookup function may ignore `all` and give one address.
    const list = Array.isArray(found) ? found : [{ address: found, family: foundFamily ?? isIP(found) }]
    const addresses = list.filter(({ address }) => isIP(address) !== 0)
    if (addresses.length === 0) callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host }), [])
    else callback(null, addresses)
  })
}
