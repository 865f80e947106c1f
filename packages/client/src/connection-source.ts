/**
 * Connection sources: a program's own answer to "where does this request go?", asked before the agent of each request. They are for tests, which give requests
 * a connection in memory.
 *
 * What may live here: which source is in force, and asking it. A source knows nothing of this package but the interfaces of this file.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import { headText } from '@layered-http/streams/port'
import { withBrackets } from '@layered-http/shared'
import type { AgentLike } from './agent-like.js'
import type { ServedRequest } from './exchange.js'

/** A request that needs a connection. It was made, and nothing of it was sent. */
export interface RequestToConnect {
  readonly method: string
  /** Where it goes. */
  readonly url: URL
  /** Names and values of its headers in turn, as they are sent; without those that the first byte of a body adds, if that was not written yet. */
  readonly rawHeaders: string[]
  /** The path of a Unix socket, if it goes to one. */
  readonly socketPath: string | undefined
}

/**
 * Called for each request, in its async context, at the end of the tick in which the request was made; so headers that are set in that tick are known. For a request with
 * an agent that has a proxy it is called at once, since a proxy changes the head.
 *
 * Returns, or resolves with, a connection for this one request, which need not be connected yet; or undefined, if the agent of the request is to be asked. With a connection, no agent is asked.
 * What it throws, or rejects with, is the `'error'` of the request.
 */
export type ConnectionSource = (request: RequestToConnect) => Duplex | undefined | PromiseLike<Duplex | undefined>

/** What the copies of this package in a process share. */
interface Sources {
  ofProcess: ConnectionSource | undefined
  /** Sources of scopes; null for none in a scope. Made with the first scope. */
  scopes: AsyncLocalStorage<ConnectionSource | null> | undefined
  readonly copies: ((isUsed: boolean) => void)[]
}

const kSources = Symbol.for('layered-http.connection-sources')

const shared = ((globalThis as { [kSources]?: Sources })[kSources] ??= { ofProcess: undefined, scopes: undefined, copies: [] })

/** False as long as no source was set: the one thing that a request looks at then. */
export let areSourcesUsed = shared.ofProcess !== undefined || shared.scopes !== undefined

shared.copies.push((isUsed) => (areSourcesUsed = isUsed))

function noteUse(): void {
  const isUsed = shared.ofProcess !== undefined || shared.scopes !== undefined
  for (const note of shared.copies) note(isUsed)
}

/** Sets the source of all requests of the process that are outside of a scope with its own; undefined for none. Returns the one before. */
export function setConnectionSource(source: ConnectionSource | undefined): ConnectionSource | undefined {
  const before = shared.ofProcess
  shared.ofProcess = source
  noteUse()
  return before
}

/**
 * Calls `act` with `source` for the requests that are made in it, and in what it starts. Returns what `act` returns.
 *
 * @param source - null: these requests ask no source
 */
export function withConnectionSource<Result>(source: ConnectionSource | null, act: () => Result): Result {
  if (shared.scopes === undefined) {
    shared.scopes = new AsyncLocalStorage()
    noteUse()
  }
  return shared.scopes.run(source, act)
}

/** Returns the source in force: that of the scope, or that of the process. */
export function currentSource(): ConnectionSource | undefined {
  const ofScope = shared.scopes?.getStore()
  return ofScope === null ? undefined : (ofScope ?? shared.ofProcess)
}

/** Asks `source` for the connection of a request. If it has none, calls `askAgent`. */
export function askSource(source: ConnectionSource, request: ServedRequest, port: string | number, askAgent: () => void): void {
  const hasProxy = (request.agent as (AgentLike & { options?: { proxyEnv?: unknown } }) | undefined)?.options?.proxyEnv !== undefined
  if (hasProxy) ask(source, request, port, askAgent)
  else process.nextTick(ask, source, request, port, askAgent)
}

function ask(source: ConnectionSource, request: ServedRequest, port: string | number, askAgent: () => void): void {
  // It has had its last events.
  if (request.destroyed) return
  try {
    const found = source(new Asking(request, port))
    if (found === undefined || !('then' in found)) take(request, found, askAgent)
    else {
      found.then(
        (socket) => process.nextTick(take, request, socket, askAgent),
        (error: Error) => process.nextTick(fail, request, error),
      )
    }
  } catch (error) {
    fail(request, error as Error)
  }
}

function take(request: ServedRequest, socket: Duplex | undefined, askAgent: () => void): void {
  if (request.destroyed) {
    socket?.on('error', () => {}).destroy()
  } else if (socket === undefined) {
    try {
      askAgent()
    } catch (error) {
      // The caller of `request()` has got the request already.
      fail(request, error as Error)
    }
  } else {
    // No pool keeps it.
    socket.once('free', () => socket.destroy())
    request.onSocket(socket)
  }
}

function fail(request: ServedRequest, error: Error): void {
  if (!request.destroyed) request.onSocket(null, error)
}

class Asking implements RequestToConnect {
  constructor(
    private readonly request: ServedRequest,
    private readonly port: string | number,
  ) {}

  get method(): string {
    return this.request.method
  }

  get url(): URL {
    const { protocol, host, method, path } = this.request
    const origin = `${protocol}//${withBrackets(host)}:${this.port}`
    // The target of CONNECT is an authority, that of a request to a proxy a URL (RFC 9112 section 3.2).
    if (method === 'CONNECT') return new URL(origin)
    return /^[a-z][a-z\d+.-]*:\/\//i.test(path) ? new URL(path) : new URL(origin + (path.startsWith('/') ? path : `/${path}`))
  }

  get rawHeaders(): string[] {
    const { request } = this
    const head = headText(request)
    if (head === null) return request.getRawHeaderNames().flatMap((name) => [request.getHeader(name)!].flat().flatMap((value) => [name, String(value)]))
    // Without the request line, and the empty line at the end.
    return head.split('\r\n').slice(1, -2).flatMap(nameAndValue)
  }

  get socketPath(): string | undefined {
    return this.request.socketPath
  }
}

function nameAndValue(line: string): [string, string] {
  const colon = line.indexOf(': ')
  return [line.slice(0, colon), line.slice(colon + 2)]
}
