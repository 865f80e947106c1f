/** The options of `request()` over TLS. What may live here: types. */
import type { ConnectionOptions as TlsConnectionOptions } from 'node:tls'
import type { RequestOptions as HttpRequestOptions } from '../options.js'

/** Options of a request over TLS: those of any request, and those of `tls.connect`. `protocol` must be `https:`. */
export interface RequestOptions
  // Names that both have are those of a request. Its index signature is not a name.
  extends HttpRequestOptions, Omit<TlsConnectionOptions, keyof { [Name in keyof HttpRequestOptions as string extends Name ? never : number extends Name ? never : Name]: true }> {}
