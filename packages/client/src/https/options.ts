/** What `request()` over TLS accepts. */
import type { ConnectionOptions as TlsConnectionOptions } from 'node:tls'
import type { NamesOf } from '@layered-http/shared'
import type { RequestOptions as HttpRequestOptions } from '../options.js'

/** Options of a request over TLS: those of any request, and those of `tls.connect`. `protocol` must be `https:`. */
export interface RequestOptions extends HttpRequestOptions, Omit<TlsConnectionOptions, NamesOf<HttpRequestOptions>> {}
