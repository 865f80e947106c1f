/** What an archive does not show: secrets in headers, cookies and URLs. What may live here: the names of secrets, and their replacement. */
import type { HarPair } from './format.js'

/** In place of a secret. Its characters may occur in a URL. */
export const REDACTED = '(redacted)'

/** Headers whose values are secrets, in lower case. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'authentication-info',
  'proxy-authentication-info',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-auth-token',
  'x-access-token',
  'x-csrf-token',
  'x-xsrf-token',
  'x-amz-security-token',
  'x-goog-api-key',
  'x-goog-iam-authorization-token',
  'x-vault-token',
  'private-token',
])

/** Parameters of a query whose values are secrets, in lower case without `-` and `_`. */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set([
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'token',
  'authtoken',
  'apikey',
  'key',
  'password',
  'passwd',
  'secret',
  'clientsecret',
  'code',
  'sig',
  'signature',
  'xamzsignature',
  'xamzsecuritytoken',
  'xamzcredential',
  'xgoogsignature',
  'xgoogcredential',
])

/** Headers whose values are URLs. */
const URL_HEADERS: ReadonlySet<string> = new Set(['location', 'content-location', 'referer'])

/** How the texts of an exchange are shown. */
export interface Redaction {
  header(pair: HarPair): HarPair
  cookie(pair: HarPair): HarPair
  parameter(pair: HarPair): HarPair
  url(url: string): string
}

function isSecretParameter(name: string): boolean {
  return SECRET_PARAMETERS.has(name.toLowerCase().replaceAll(/[-_]/g, ''))
}

/** Returns `url` without a user's name and password, and without the values of secret parameters. Anything else stays as it is, whether or not it is a valid URL. */
function redactUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/?#]*@/i, (_, scheme: string | undefined) => `${scheme ?? ''}//${REDACTED}@`)
    .replaceAll(/([?&#])([^=&#]*)=([^&#]*)/g, (all, before: string, name: string) => (isSecretParameter(decode(name)) ? `${before}${name}=${REDACTED}` : all))
}

/** A name of a parameter, as it was meant. */
function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Secrets are replaced. */
export const withoutSecrets: Redaction = {
  header({ name, value }) {
    const known = name.toLowerCase()
    if (SECRET_HEADERS.has(known)) return { name, value: REDACTED }
    return { name, value: URL_HEADERS.has(known) ? redactUrl(value) : value }
  },
  cookie: ({ name }) => ({ name, value: REDACTED }),
  parameter: ({ name, value }) => ({ name, value: isSecretParameter(name) ? REDACTED : value }),
  url: redactUrl,
}

/** Everything is shown. */
export const withSecrets: Redaction = {
  header: (pair) => pair,
  cookie: (pair) => pair,
  parameter: (pair) => pair,
  url: (url) => url,
}
