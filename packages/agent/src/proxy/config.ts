/** Which proxy an agent's requests take, from variables as `process.env` has them. */
import { codedError } from '@layered-http/shared'
import type { ConnectionOptions } from '../options.js'
import { bypassesProxy } from './no-proxy.js'

/** Variables that name proxies. The lower-case ones win. */
export interface ProxyEnv {
  HTTP_PROXY?: string | undefined
  HTTPS_PROXY?: string | undefined
  NO_PROXY?: string | undefined
  http_proxy?: string | undefined
  https_proxy?: string | undefined
  no_proxy?: string | undefined
  [variable: string]: string | undefined
}

/** A proxy, and who does without it. */
export interface Proxy {
  readonly secure: boolean
  readonly host: string
  readonly port: number
  /** Value of Proxy-Authorization. */
  readonly authorization: string | undefined
  /** The proxy's address without user information, for messages. */
  readonly href: string
  readonly noProxy: string
}

/** Other schemes are not for an HTTP agent: it then uses no proxy. */
const PROXY_SCHEME = /^https?:\/\//

const DEFAULT_HTTP_PORT = 80
const DEFAULT_HTTPS_PORT = 443

/**
 * The proxy of requests of `protocol`, or none.
 *
 * @throws ERR_PROXY_INVALID_CONFIG
 */
export function proxyFromEnv(env: ProxyEnv | null | undefined, protocol: string): Proxy | undefined {
  if (!env) return undefined
  const text = protocol === 'https:' ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy || env.HTTP_PROXY
  if (!text || !PROXY_SCHEME.test(text)) return undefined
  const url = parse(text)
  const secure = url.protocol === 'https:'
  return {
    secure,
    // net.connect takes an IPv6 address without brackets.
    host: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname,
    port: url.port === '' ? (secure ? DEFAULT_HTTPS_PORT : DEFAULT_HTTP_PORT) : Number(url.port),
    authorization: authorizationOf(url, text),
    href: `${url.protocol}//${url.host}/`,
    noProxy: (env.no_proxy || env.NO_PROXY) ?? '',
  }
}

/** Whether a connection with these options takes the proxy. A Unix socket is nowhere that a proxy could reach. */
export function takesProxy(proxy: Proxy, { host, port, socketPath }: ConnectionOptions): boolean {
  return !socketPath && (proxy.noProxy === '' || !bypassesProxy(proxy.noProxy, host ?? 'localhost', Number(port)))
}

function parse(text: string): URL {
  // URL drops line ends silently.
  if (/[\r\n]/.test(text) || !URL.canParse(text)) throw invalidConfig(text)
  return new URL(text)
}

function authorizationOf({ username, password }: URL, text: string): string | undefined {
  if (username === '' && password === '') return undefined
  try {
    return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
  } catch {
    throw invalidConfig(text)
  }
}

/** The message shows the URL, and never the user information in it: errors end up in logs. */
function invalidConfig(text: string): Error {
  return codedError(Error, 'ERR_PROXY_INVALID_CONFIG', `Invalid proxy URL: ${text.replace(/\/\/.*@/s, '//***@')}`)
}
