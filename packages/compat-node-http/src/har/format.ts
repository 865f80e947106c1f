/** The format HTTP Archive (HAR) 1.2, as far as it is written here. See http://www.softwareishard.com/blog/har-12-spec/. Names that begin with `_` are additions, which the format allows. */

/** A name and its value: a header, a parameter of a query, a cookie. */
export interface HarPair {
  readonly name: string
  readonly value: string
}

/** How long each part of an exchange took, in milliseconds. -1 if a part did not happen or is not known. */
export interface HarTimings {
  /** Waiting for a place in the pool. */
  readonly blocked: number
  /** Resolving the name of the host. */
  readonly dns: number
  /** With the TLS handshake. */
  readonly connect: number
  /** Sending the request; for a request to this process, receiving its head. */
  readonly send: number
  /** Until the response began. */
  readonly wait: number
  /** Until the response was complete. */
  readonly receive: number
  /** The part of `connect` that is the TLS handshake. */
  readonly ssl: number
}

/** The body of a request, as far as it was kept. */
export interface HarPostData {
  readonly mimeType: string
  readonly params: readonly HarPair[]
  readonly text: string
  /** `'base64'` if the body is not text. */
  readonly _encoding?: 'base64'
  /** Why the text is not the whole body. */
  readonly comment?: string
}

/** The body of a response: its size, and its text as far as it was kept. */
export interface HarContent {
  /** Bytes of the body, without a content coding that was undone for `text`. */
  readonly size: number
  /** Bytes that the content coding saved, if it was undone. */
  readonly compression?: number
  readonly mimeType: string
  /** Absent if bodies are not kept, or the body is empty. */
  readonly text?: string
  /** `'base64'` if the body is not text. */
  readonly encoding?: 'base64'
  /** Why the text is missing, or is not the whole body. */
  readonly comment?: string
}

/** A request, as it was sent or received. */
export interface HarRequest {
  readonly method: string
  readonly url: string
  readonly httpVersion: string
  readonly cookies: readonly HarPair[]
  readonly headers: readonly HarPair[]
  readonly queryString: readonly HarPair[]
  readonly postData?: HarPostData
  /** Bytes; -1 if they are not known. */
  readonly headersSize: number
  /** Bytes; -1 if they are not known. */
  readonly bodySize: number
  readonly _trailers?: readonly HarPair[]
}

/** A response, as it was received or sent. */
export interface HarResponse {
  /** 0 without a response. */
  readonly status: number
  readonly statusText: string
  readonly httpVersion: string
  readonly cookies: readonly HarPair[]
  readonly headers: readonly HarPair[]
  readonly content: HarContent
  /** The value of Location. */
  readonly redirectURL: string
  /** Bytes; -1 if they are not known. */
  readonly headersSize: number
  /** Bytes of the body as it was transferred, without the framing of chunks; -1 if they are not known. */
  readonly bodySize: number
  readonly _trailers?: readonly HarPair[]
  /** Why there is no response, or not all of it. */
  readonly _error?: string
}

/** One exchange. */
export interface HarEntry {
  /** The `id` of its page. */
  readonly pageref: string
  /** ISO 8601. */
  readonly startedDateTime: string
  /** Milliseconds: the sum of the timings. */
  readonly time: number
  readonly request: HarRequest
  readonly response: HarResponse
  /** Empty: there is no cache. */
  readonly cache: object
  readonly timings: HarTimings
  /** IPv4 or IPv6, without brackets. Absent for a Unix socket. */
  readonly serverIPAddress?: string
  /** Tells connections apart. */
  readonly connection?: string
  /** Which attempt of its request this is, if it is not the first: after a redirection, or on a fresh socket. */
  readonly _attempt?: number
}

/** A group of entries: here, the requests of the process, or those to it. */
export interface HarPage {
  readonly startedDateTime: string
  readonly id: string
  readonly title: string
  readonly pageTimings: object
}

/** A whole archive. */
export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly pages: readonly HarPage[]
    readonly entries: readonly HarEntry[]
    readonly comment?: string
  }
}
