/** The state of an IncomingMessage: how far it has come, and the keys of the fields that the files of this folder share. */
import type { IncomingHeaders } from '@layered-http/headers'

/** How far the message has come. It only moves forward. */
export const Phase = {
  /** More of the body may come. */
  OPEN: 0,
  /** The whole message is here. */
  ENDED: 1,
  /** Over without stream state: consumed, dumped or aborted while nobody looked. */
  CLOSED: 2,
  /** It had no body, and its stream was over before anybody could look (`optimizeEmptyRequests`). */
  SKIPPED: 3,
} as const

export const kPhase = Symbol('phase')
export const kBuilt = Symbol('stream state is built')
export const kAsked = Symbol('somebody wants the body to flow')
export const kDumped = Symbol('body is thrown away')
export const kCarrier = Symbol('carrier')
export const kText = Symbol('head text')
export const kSpans = Symbol('head spans')
export const kTrailerText = Symbol('trailer text')
export const kTrailerSpans = Symbol('trailer spans')
export const kViews = Symbol('views of head and trailers')
export const kAbort = Symbol('abort controller')

export const NO_SPANS: readonly number[] = []

/** Views that somebody asked for, kept so that each is made once and can be replaced. */
export interface Views {
  headers?: IncomingHeaders | undefined
  headersDistinct?: Record<string, string[]> | undefined
  rawHeaders?: string[] | undefined
  trailers?: IncomingHeaders | undefined
  trailersDistinct?: Record<string, string[]> | undefined
  rawTrailers?: string[] | undefined
}
