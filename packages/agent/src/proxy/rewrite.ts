/** A request that goes through a proxy: its target in absolute form (RFC 9112 section 3.2.2), and the proxy's headers. */
import { invalidArgValue, withBrackets } from '@layered-http/shared'
import type { ConnectionOptions } from '../options.js'
import type { PooledRequest } from '../pooled-request.js'
import type { Proxy } from './config.js'

/**
 * Rewrites path and headers of a request whose head is not sent yet.
 *
 * @throws ERR_INVALID_URL for a host that no URL can have, ERR_INVALID_ARG_VALUE for a path or Host header that names
 * another origin than the request's, ERR_HTTP_HEADERS_SENT for a request of Node's that has built its head already
 */
export function rewriteForProxy(request: PooledRequest, options: ConnectionOptions, proxy: Proxy): void {
  const { method, path = '/' } = request
  // CONNECT has a target of its own form; `OPTIONS *` is for the proxy.
  if (method !== 'CONNECT' && !(method === 'OPTIONS' && path === '*')) {
    const authority = authorityOf(options)
    checkHostHeader(hostHeader(options.headers), authority.host)
    request.path = absoluteForm(path, authority)
    if (request.getHeader?.('host') !== undefined) request.setHeader!('Host', authority.host)
  }
  if (proxy.authorization !== undefined) request.setHeader?.('proxy-authorization', proxy.authorization)
  request.setHeader?.('proxy-connection', request.shouldKeepAlive ? 'keep-alive' : 'close')
}

/** Returns `http://host:port`, without the port if it is 80. */
function authorityOf({ host = 'localhost', port }: ConnectionOptions): URL {
  return new URL(`http://${withBrackets(host)}:${port ?? ''}`)
}

function absoluteForm(path: string, authority: URL): string {
  if (path.startsWith('/')) return new URL(authority.origin + path).href
  if (!URL.canParse(path)) throw invalidArgValue('options.path', path, 'must be in absolute-form or start with /')
  const target = new URL(path)
  if (target.protocol !== 'http:') throw invalidArgValue('options.path', target.protocol, 'must use http: scheme when specified as an absolute URL')
  if (target.host !== authority.host) throw invalidArgValue('options.path', target.host, `must match the request authority (${authority.host})`)
  if (target.username !== '' || target.password !== '') {
    target.username = target.password = ''
    throw invalidArgValue('options.path', target.href, 'must not contain userinfo, use options.auth instead')
  }
  return target.href
}

/** With another Host header than the target, proxy and server would see two origins in one request. */
function checkHostHeader(value: unknown, authority: string): void {
  if (value === undefined) return
  const host = String(value)
  const url = `http://${host}`
  if (host === '' || !URL.canParse(url) || new URL(url).host !== authority) {
    throw invalidArgValue('Host in options.headers', host, `must match the request authority (${authority})`)
  }
}

/** Returns the Host header of `headers`: an object, a flat list, or a list of pairs. */
function hostHeader(headers: unknown): unknown {
  if (headers === undefined || headers === null) return undefined
  const isHost = (name: unknown): boolean => String(name).toLowerCase() === 'host'
  if (!Array.isArray(headers)) return Object.entries(headers).find(([name]) => isHost(name))?.[1]
  if (Array.isArray(headers[0])) return (headers as unknown[][]).find(([name]) => isHost(name))?.[1]
  const at = headers.findIndex((name, index) => index % 2 === 0 && isHost(name))
  return at === -1 ? undefined : headers[at + 1]
}
