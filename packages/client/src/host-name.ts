/** Names of hosts in URLs and in the Host header. What may live here: pure functions on them. */

/** A host as it is written in a URL: an IPv6 address is in brackets. One colon may separate a port that was left in the name; an address has more. */
export function bracketed(host: string): string {
  return host.indexOf(':') !== host.lastIndexOf(':') && !host.startsWith('[') ? `[${host}]` : host
}
