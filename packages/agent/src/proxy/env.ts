/** ProxyEnv: environment variables that name proxies. */

/** Variables as `process.env` has them. Those in lower case win. */
export interface ProxyEnv {
  HTTP_PROXY?: string | undefined
  HTTPS_PROXY?: string | undefined
  NO_PROXY?: string | undefined
  http_proxy?: string | undefined
  https_proxy?: string | undefined
  no_proxy?: string | undefined
  [variable: string]: string | undefined
}
