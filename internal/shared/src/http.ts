/** Facts of HTTP that several packages need: versions, ports, addresses as hosts. */

/** Versions in the form in which parsers report them: `major << 8 | minor`. */
export const HTTP_1_0 = 1 << 8
export const HTTP_1_1 = (1 << 8) | 1

/** Port of `http:` URLs without one (RFC 9110 section 4.2.1). */
export const HTTP_PORT = 80

/** Port of `https:` URLs without one (RFC 9110 section 4.2.2). */
export const HTTPS_PORT = 443

/** Returns `host` for a URL or a Host header: an IPv6 address, which has at least two colons, gets brackets. */
export function withBrackets(host: string): string {
  return host.indexOf(':') !== host.lastIndexOf(':') && !host.startsWith('[') ? `[${host}]` : host
}

/** Returns `hostname` for `net.connect`: an IPv6 address loses the brackets that it has in a URL. */
export function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}
