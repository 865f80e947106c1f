/** Which proxy an agent's requests take, from variables as `process.env` has them. */
import { codedError, HTTP_PORT, HTTPS_PORT, withoutBrackets } from '@layered-http/shared'
import type { ProxyEnv } from './env.js'
import { bypassesProxyAsCurl } from './no-proxy-curl.js'
import { bypassesProxy } from './no-proxy.js'

/** A proxy, and the hosts that are reached without it. */
export interface Proxy {
  readonly secure: boolean
  readonly host: string
  readonly port: number
  /** Value of Proxy-Authorization. */
  readonly authorization: string | undefined
  /** The proxy's address without user information, for messages. */
  readonly href: string
  readonly noProxy: string
  /** Applies the rules of `noProxy`. */
  readonly bypasses: (noProxy: string, host: string, port: number) => boolean
}

interface ProxySettings {
  /** The rules for `noProxy`. */
  readonly rules: 'node' | 'curl'
  /** As in Node, a proxy of another scheme is ignored: connections are direct. */
  readonly ignoresOthers: boolean
}

const PROXY_SCHEME = /^https?:\/\//

/**
 * Returns the proxy of requests of `protocol`, or undefined.
 *
 * @throws ERR_PROXY_INVALID_CONFIG, ERR_INVALID_ARG_TYPE
 */
export function proxyFromEnv(env: ProxyEnv | null | undefined, protocol: string, { rules, ignoresOthers }: ProxySettings): Proxy | undefined {
  if (!env) return undefined
  // As Node, the agents of compat ignore other values.
  if (!ignoresOthers && (typeof env !== 'object' || Array.isArray(env))) throw notVariables(env)
  const name = (protocol === 'https:' ? (['https_proxy', 'HTTPS_PROXY'] as const) : (['http_proxy', 'HTTP_PROXY'] as const)).find((variable) => env[variable])
  const text = name && env[name]
  if (!text) return undefined
  if (!PROXY_SCHEME.test(text)) {
    if (ignoresOthers) return undefined
    throw unsupported(name!, text)
  }
  const url = parse(text)
  const secure = url.protocol === 'https:'
  return {
    secure,
    host: withoutBrackets(url.hostname),
    port: url.port === '' ? (secure ? HTTPS_PORT : HTTP_PORT) : Number(url.port),
    authorization: authorizationOf(url, text),
    href: `${url.protocol}//${url.host}/`,
    noProxy: (env.no_proxy || env.NO_PROXY) ?? '',
    bypasses: rules === 'curl' ? bypassesProxyAsCurl : bypassesProxy,
  }
}

/** The part of a connection's options that decides whether it goes through a proxy. */
interface Target {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly socketPath?: string | undefined
}

/** True if a connection with these options goes through the proxy. A Unix socket never does. */
export function takesProxy(proxy: Proxy, { host, port, socketPath }: Target): boolean {
  return !socketPath && (proxy.noProxy === '' || !proxy.bypasses(proxy.noProxy, host ?? 'localhost', Number(port)))
}

function parse(text: string): URL {
  // URL removes line ends without an error.
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

/** The value is not shown: it may be a URL with a password. */
function notVariables(value: unknown): Error {
  const received = Array.isArray(value) ? 'an instance of Array' : `type ${typeof value}`
  return codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `The "options.proxyEnv" property must be of type object, such as process.env. Received ${received}`)
}

/** A direct connection instead would be seen by those from which the proxy is to hide it. */
function unsupported(name: string, text: string): Error {
  const scheme = /^[a-z][a-z0-9+.-]*(?=:\/\/)/i.exec(text)?.[0]
  const reason = scheme === undefined ? "it has no scheme; write http://host:port" : `the scheme is '${scheme}'; only http and https are supported`
  return codedError(Error, 'ERR_PROXY_INVALID_CONFIG', `Unsupported proxy in ${name}: ${reason}`)
}

/** The message shows the URL without its user information: errors are logged. */
function invalidConfig(text: string): Error {
  return codedError(Error, 'ERR_PROXY_INVALID_CONFIG', `Invalid proxy URL: ${text.replace(/\/\/.*@/s, '//***@')}`)
}
