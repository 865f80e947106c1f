/**
 * The framing of a message: how the end of its body is found (RFC 9112 section 6.3).
 * What may live here: that type. Readers and writers of messages use it.
 */

/** How the end of a body is found. The rules are those of RFC 9112 section 6.3. */
export type Framing =
  /**
   * There is no body, whatever the head announces: a response to HEAD, 1xx, 204 and 304 (rule 1), and a request without length and coding (rule 7). After a head
   * with `upgrade: true` there may be an `upgrade` event.
   */
  | { readonly kind: 'none' }
  /** There is no body, and HTTP ends here: a response to CONNECT (rule 2), and the request itself. An `upgrade` event follows. */
  | { readonly kind: 'tunnel' }
  /** The body is chunked (rule 4). Only such a body has `chunk` events and can have trailers. */
  | { readonly kind: 'chunked' }
  /** The body has `length` bytes, perhaps 0 (rule 6). Above 2^53 the number is rounded, as all numbers of JavaScript are. */
  | { readonly kind: 'length'; readonly length: number }
  /** The body ends with the connection: a response without length (rule 8), or whose last coding is not chunked (rule 4). */
  | { readonly kind: 'close' }
