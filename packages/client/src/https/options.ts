/** What `request()` over TLS accepts. */
import type { ConnectionOptions as TlsConnectionOptions } from 'node:tls'
import type { RequestOptions as HttpRequestOptions } from '../options.js'

/** The names of `Options`, without those that any name fits. */
type NamesOf<Options> = keyof { [Name in keyof Options as string extends Name ? never : number extends Name ? never : Name]: true }

/** Options of a request over TLS: those of any request, and those of `tls.connect`. `protocol` must be `https:`. */
export interface RequestOptions extends HttpRequestOptions, Omit<TlsConnectionOptions, NamesOf<HttpRequestOptions>> {}
