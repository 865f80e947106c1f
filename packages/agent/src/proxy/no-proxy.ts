/** NO_PROXY: the hosts that are reached without the proxy. */
import { isIPv4 } from 'node:net'

/**
 * True if `host` and `port` are on the list `noProxy`: separated by commas, in any case, spaces around entries ignored.
 *
 * `*` is every host; `host` and `host:port` are one host; `.suffix` is the host `suffix` and all below it; `*.suffix` is only what
 * is below it; `1.2.3.4-1.2.3.9` an IPv4 range, both ends included. Networks like `10.0.0.0/8` and a suffix without a dot match
 * nothing. Source: Node's documentation of `NO_PROXY`, and its behaviour, observed.
 */
export function bypassesProxy(noProxy: string, host: string, port: number): boolean {
  const name = host.toLowerCase()
  return noProxy.split(',').some((entry) => matches(entry.trim().toLowerCase(), name, port))
}

function matches(entry: string, host: string, port: number): boolean {
  if (entry === '') return false
  if (entry === '*' || entry === host || entry === `${host}:${port}`) return true
  if (entry.startsWith('*.')) return host.endsWith(entry.slice(1)) && host.length > entry.length - 1
  if (entry.startsWith('.')) return host.endsWith(entry) || host === entry.slice(1)
  const dash = entry.indexOf('-')
  return dash !== -1 && isIPv4(host) && inRange(host, entry.slice(0, dash).trim(), entry.slice(dash + 1).trim())
}

function inRange(host: string, from: string, to: string): boolean {
  if (!isIPv4(from) || !isIPv4(to)) return false
  const address = numberOf(host)
  return numberOf(from) <= address && address <= numberOf(to)
}

/** Returns an IPv4 address as a number of 32 bits. */
function numberOf(address: string): number {
  return address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0)
}
