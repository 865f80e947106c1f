/**
 * Dispatchers: they answer requests of the process instead of the network.
 *
 * What may live here: what becomes of an answer. The connection of each answered request is in memory, with a real server at its other end, so that every event is
 * that of a request over a network.
 */
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { setConnectionSource, withConnectionSource, type ConnectionSource, type RequestToConnect } from '@layered-http/client/port'
import { checkNames, invalidArgType, validateFunction } from '@layered-http/shared'
import type { DispatchAnswer, DispatchedRequest, Dispatcher, DispatchResponse } from './dispatch-types.js'
import { Exchange } from './exchange.js'
import { readUrl } from './names.js'
import { Network } from './network.js'
import type { Serving } from './serving.js'
import type { MemorySocket } from './socket.js'

/**
 * Makes `dispatcher` answer the requests of the process, from now on: those of this package and of `@layered-http/client`, with any agent. With the preload these are
 * all requests by `http` and `https`.
 *
 * @param dispatcher - undefined for none
 * @returns a function that puts back what was there before
 * @throws ERR_INVALID_ARG_TYPE
 */
export function setDispatcher(dispatcher: Dispatcher | undefined): () => void {
  const source = dispatcher === undefined ? undefined : sourceOf(dispatcher)
  const before = setConnectionSource(source)
  return () => void setConnectionSource(before)
}

/**
 * Calls `act`, and makes `dispatcher` answer the requests that are made in it and in what it starts: in its promises, timers and callbacks. It wins over the dispatcher of the process.
 * Returns what `act` returns.
 *
 * @throws ERR_INVALID_ARG_TYPE, and what `act` throws
 */
export function withDispatcher<Result>(dispatcher: Dispatcher, act: () => Result): Result {
  validateFunction(act, 'act')
  return withConnectionSource(sourceOf(dispatcher), act)
}

function sourceOf(dispatcher: Dispatcher): ConnectionSource {
  validateFunction(dispatcher, 'dispatcher')
  return (asking) => {
    const exchange = new Exchange(asking)
    // A reader of the body needs the connection before there is an answer.
    const read = new Promise<MemorySocket>((resolve) => (exchange.onRead = resolve))
    const answer = withConnectionSource(null, () => dispatcher(describe(asking, exchange)))
    if (!isPromise(answer)) return use(answer, asking, exchange)
    return new Promise((resolve, reject) => {
      void read.then(resolve)
      answer
        .then((value) => use(value, asking, exchange))
        .then(resolve, (error: Error) => {
          if (exchange.isRead) exchange.fail(error)
          else reject(error)
        })
    })
  }
}

const RESPONSE_NAMES: readonly string[] = ['statusCode', 'statusMessage', 'headers', 'body', 'trailers'] satisfies (keyof DispatchResponse)[]

/** Returns the connection of a request; undefined for one that goes to the network. */
function use(answer: DispatchAnswer | undefined, asking: RequestToConnect, exchange: Exchange): ReturnType<ConnectionSource> {
  if (answer !== undefined && isResponse(answer)) checkNames(answer, 'answer', RESPONSE_NAMES)
  if (exchange.isRead) {
    exchange.conclude(answer !== undefined && isResponse(answer) ? answer : undefined)
    return exchange.client
  }
  if (answer === undefined) return undefined
  if (answer instanceof Network) return answer.connectTo(readUrl(asking.url), {})
  if ((typeof answer !== 'object' && typeof answer !== 'function') || answer === null) throw invalidArgType('answer', ['Object', 'Function', 'undefined'], answer)
  if (isResponse(answer)) exchange.respond(answer)
  else exchange.serve(answer as Serving)
  return exchange.client
}

function isResponse(answer: DispatchAnswer): answer is DispatchResponse {
  return typeof answer === 'object' && answer !== null && typeof (answer as Partial<EventEmitter>).emit !== 'function' && !(answer instanceof Network)
}

function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return typeof (value as Partial<Promise<Value>> | null | undefined)?.then === 'function'
}

function describe(asking: RequestToConnect, exchange: Exchange): DispatchedRequest {
  const text = async (): Promise<string> => {
    const request: IncomingMessage = await exchange.read()
    request.setEncoding('utf8')
    let all = ''
    for await (const piece of request) all += piece as string
    return all
  }
  return {
    method: asking.method,
    url: asking.url,
    get rawHeaders() {
      return asking.rawHeaders
    },
    get headers() {
      return joined(asking.rawHeaders)
    },
    body: {
      async *[Symbol.asyncIterator]() {
        yield* (await exchange.read()) as AsyncIterable<Uint8Array>
      },
    },
    text,
    json: async () => JSON.parse(await text()) as unknown,
  }
}

function joined(rawHeaders: readonly string[]): Record<string, string> {
  const headers = Object.create(null) as Record<string, string>
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase()
    headers[name] = headers[name] === undefined ? rawHeaders[i + 1]! : `${headers[name]}, ${rawHeaders[i + 1]!}`
  }
  return headers
}
