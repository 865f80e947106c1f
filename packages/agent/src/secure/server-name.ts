/** The host name that a TLS connection asks for. */
import { isIP } from 'node:net'
import { invalidArgType } from '@layered-http/shared'
import type { ConnectionOptions } from '../options.js'
import type { PooledRequest } from '../pooled-request.js'

/**
 * Returns the `servername` of the options; else the host in the Host header, else the host. Returns '' for an IP address, which RFC 6066 section 3
 * does not allow.
 *
 * @throws TypeError ERR_INVALID_ARG_TYPE for a Host header that is a list
 */
export function serverName(options: ConnectionOptions, request: PooledRequest): string {
  if (typeof options.servername === 'string') return options.servername
  const header = request.getHeader?.('host')
  if (header !== undefined && typeof header !== 'string') throw invalidArgType('options.headers.host', 'string', header)
  const name = header ? hostOf(header) : (options.host ?? '')
  return isIP(name) === 0 ? name : ''
}

/** `host`, `host:port`, `[address]`, `[address]:port`. */
function hostOf(authority: string): string {
  if (authority.startsWith('[')) {
    const end = authority.indexOf(']')
    return end === -1 ? authority : authority.slice(1, end)
  }
  const colon = authority.indexOf(':')
  return colon === -1 ? authority : authority.slice(0, colon)
}
