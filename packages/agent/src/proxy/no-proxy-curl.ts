/** NO_PROXY by the rules of curl, with `layered: { noProxy: 'curl' }`. */
import { BlockList, isIP, isIPv6 } from 'node:net'
import { withoutBrackets } from '@layered-http/shared'
import { bypassesProxy } from './no-proxy.js'

/** Bits of an address. */
const BITS = { 4: 32, 6: 128 } as const

/**
 * True if `host` and `port` are on the list `noProxy`: separated by commas or white space, in any case.
 *
 * `*` is every host; `example.org` and `.example.org` are that host and all below it; an address is that address, however it is written; `10.0.0.0/8` and `fd00::/8` are networks.
 * Each can have a port, an IPv6 address then in brackets. What Node understands besides, such as ranges, is understood too. Source: curl's documentation of
 * `NO_PROXY` and `--noproxy`; ports are of other tools.
 */
export function bypassesProxyAsCurl(noProxy: string, host: string, port: number): boolean {
  const name = withoutBrackets(host.toLowerCase()).replace(/\.$/, '')
  return bypassesProxy(noProxy, host, port) || noProxy.split(/[\s,]+/).some((entry) => matches(entry.toLowerCase(), name, port))
}

function matches(entry: string, host: string, port: number): boolean {
  const { name, port: entryPort } = split(entry)
  if (name === '' || (entryPort !== undefined && entryPort !== port)) return false
  if (name === '*') return true
  if (isIP(host) !== 0) return holdsAddress(name, host)
  const suffix = name.replace(/^\./, '').replace(/\.$/, '')
  return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`))
}

/** Returns the name of an entry without brackets, and its port. An IPv6 address without brackets has no port. */
function split(entry: string): { name: string; port?: number } {
  const inBrackets = /^\[([^\]]*)\](\/\d+)?(?::(\d+))?$/.exec(entry)
  if (inBrackets !== null) {
    const [, address, prefix = '', port] = inBrackets
    return port === undefined ? { name: address! + prefix } : { name: address! + prefix, port: Number(port) }
  }
  const withPort = /^([^:]+):(\d+)$/.exec(entry)
  return withPort === null ? { name: entry } : { name: withPort[1]!, port: Number(withPort[2]) }
}

/** True if `entry` is the address, or a network that it is in. */
function holdsAddress(entry: string, address: string): boolean {
  const [network, prefix, ...rest] = entry.split('/')
  const kind = isIP(network!) as 0 | 4 | 6
  if (kind === 0 || rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return false
  const bits = prefix === undefined ? BITS[kind] : Number(prefix)
  if (bits > BITS[kind]) return false
  const list = new BlockList()
  list.addSubnet(network!, bits, `ipv${kind}`)
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
