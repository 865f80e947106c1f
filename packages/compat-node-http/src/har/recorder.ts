/**
 * HarRecorder: listens to the diagnostics channels of client and server, and keeps the last exchanges as entries of an archive.
 * What may live here: the channels, and what is kept. entry.ts makes entries, body.ts taps.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import type { Readable, Writable } from 'node:stream'
import type { Socket } from 'node:net'
import type { ExchangeTimings } from '@layered-http/client/port'
import type { ServerTimings } from '@layered-http/server/port'
import type { IncomingMessage } from '@layered-http/streams'
import { BodyTap, tapReceived, tapSent } from './body.js'
import { RECEIVED_PAGE, receivedEntry, SENT_PAGE, sentEntry, type Peer, type SentRequest, type SentResponse } from './entry.js'
import type { Har, HarEntry } from './format.js'
import { checkedOptions, type HarOptions } from './options.js'
import { withoutSecrets, withSecrets, type Redaction } from './redact.js'

const NAME = '@layered-http/compat-node-http'

interface Kept {
  readonly entry: HarEntry
  /** Bytes of bodies in it. */
  readonly bodies: number
}

type Listener = (message: unknown, name: string | symbol) => void

/**
 * Records the exchanges of this process, those of its clients and those of its servers, as an HTTP Archive (HAR) 1.2: heads, sizes, timings, and bodies if they are asked for. Developer
 * tools of browsers show it as a waterfall.
 *
 * It sees the exchanges of this package, `http` and `https`. With the preload these are all of the process that go through `node:http` and `node:https`; `fetch` does not.
 */
export class HarRecorder {
  private readonly options: Required<HarOptions>
  private readonly redaction: Redaction
  private readonly started = Date.now()
  private entries: Kept[] = []
  /** Index of the oldest entry in `entries`: those before it were dropped. */
  private first = 0
  private bodies = 0
  private droppedEntries = 0
  private isRecording = false
  /** Of messages that are under way. */
  private readonly taps = new WeakMap<object, BodyTap>()
  private readonly peers = new WeakMap<object, Peer>()
  private readonly connections = new WeakMap<object, string>()
  private lastConnection = 0
  private readonly listeners: ReadonlyMap<string, Listener> = new Map<string, Listener>([
    ['http.client.request.created', (message) => this.onRequestCreated(message as { request: Writable })],
    ['http.client.response.finish', (message) => this.onResponse(message as { request: { socket: Socket | null }; response: Readable })],
    ['layered-http.client.exchange', (message) => this.onSent(message as SentMessage)],
    ['http.server.request.start', (message) => this.onRequest(message as { request: Readable; response: Writable; socket: Socket })],
    ['layered-http.server.exchange', (message) => this.onReceived(message as ReceivedMessage)],
  ])

  /**
   * Does not begin to record: see {@link HarRecorder.start}.
   *
   * @throws TypeError ERR_INVALID_ARG_TYPE, TypeError ERR_INVALID_ARG_VALUE for an unknown name, RangeError ERR_OUT_OF_RANGE
   */
  constructor(options: HarOptions = {}) {
    this.options = checkedOptions(options)
    this.redaction = this.options.secrets ? withSecrets : withoutSecrets
  }

  /** Begins to record, or goes on. Exchanges that are under way are not recorded. */
  start(): this {
    if (this.isRecording) return this
    this.isRecording = true
    for (const [name, listener] of this.listeners) subscribe(name, listener)
    return this
  }

  /** Ends recording. The archive stays. */
  stop(): this {
    if (!this.isRecording) return this
    this.isRecording = false
    for (const [name, listener] of this.listeners) unsubscribe(name, listener)
    return this
  }

  /** Exchanges that are kept. */
  get size(): number {
    return this.entries.length - this.first
  }

  /** Exchanges that were dropped because of `maxEntries` or `maxTotalBodySize`. */
  get dropped(): number {
    return this.droppedEntries
  }

  /** Returns what was recorded. `JSON.stringify(recorder)` gives the same. */
  toJSON(): Har {
    const startedDateTime = new Date(this.started).toISOString()
    const page = (id: string, title: string) => ({ startedDateTime, id, title, pageTimings: {} })
    return {
      log: {
        version: '1.2',
        creator: { name: NAME, version: versionOfPackage() },
        pages: [page(SENT_PAGE, 'Requests of this process'), page(RECEIVED_PAGE, 'Requests to this process')],
        entries: this.entries.slice(this.first).map(({ entry }) => entry),
        ...(this.droppedEntries > 0 && { comment: `${this.droppedEntries} older exchanges were dropped` }),
      },
    }
  }

  private onRequestCreated({ request }: { request: Writable }): void {
    tapSent(request, this.tap(request))
  }

  private onResponse({ request, response }: { request: { socket: Socket | null }; response: Readable }): void {
    tapReceived(response, this.tap(response))
    if (request.socket !== null) this.peers.set(response, this.peerOf(request.socket, 'remoteAddress'))
  }

  private onSent({ request, response, timings, error }: SentMessage): void {
    const requestBody = this.tapOf(request)
    const responseBody = this.tapOf(response)
    const peer = (response && this.peers.get(response)) ?? NO_PEER
    this.keep(sentEntry({ request, response, timings, error, peer, requestBody, responseBody }, this.redaction))
  }

  private onRequest({ request, response, socket }: { request: Readable; response: Writable; socket: Socket }): void {
    tapReceived(request, this.tap(request))
    tapSent(response, this.tap(response))
    this.peers.set(request, this.peerOf(socket, 'localAddress'))
  }

  private onReceived({ request, method, target, response, timings, error }: ReceivedMessage): void {
    const requestBody = this.tapOf(request)
    const responseBody = this.tapOf(response)
    const peer = this.peers.get(request) ?? NO_PEER
    this.keep(receivedEntry({ request, method, target, response, timings, end: performance.now(), error, peer, requestBody, responseBody }, this.redaction))
  }

  private tap(message: object): BodyTap {
    const tap = new BodyTap(this.options.maxBodySize)
    this.taps.set(message, tap)
    return tap
  }

  /** A message whose start was not seen has an empty body. */
  private tapOf(message: object | undefined): BodyTap {
    return (message && this.taps.get(message)) ?? new BodyTap(0)
  }

  /** A socket that is closed no longer has addresses, so they are noted before. */
  private peerOf(socket: Socket, address: 'remoteAddress' | 'localAddress'): Peer {
    let connection = this.connections.get(socket)
    if (connection === undefined) this.connections.set(socket, (connection = String(++this.lastConnection)))
    return { address: socket[address], isSecure: (socket as { encrypted?: boolean }).encrypted === true, connection }
  }

  private keep(entry: HarEntry): void {
    const bodies = (entry.request.postData?.text.length ?? 0) + (entry.response.content.text?.length ?? 0)
    this.entries.push({ entry, bodies })
    this.bodies += bodies
    while (this.size > this.options.maxEntries || (this.bodies > this.options.maxTotalBodySize && this.size > 1)) this.drop()
  }

  private drop(): void {
    this.bodies -= this.entries[this.first]!.bodies
    this.entries[this.first++] = undefined as unknown as Kept
    this.droppedEntries++
    // The list is cut once half of it is empty: at most twice the entries are moved in all.
    if (this.first * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.first)
      this.first = 0
    }
  }
}

/** Returns the version of this package; '' if a bundler has put it into a file elsewhere. */
function versionOfPackage(): string {
  try {
    return (createRequire(import.meta.url)(`${NAME}/package.json`) as { version: string }).version
  } catch {
    return ''
  }
}

const NO_PEER: Peer = { address: undefined, isSecure: false, connection: undefined }

interface SentMessage {
  readonly request: SentRequest
  readonly response?: IncomingMessage
  readonly timings: ExchangeTimings
  readonly error?: Error
}

interface ReceivedMessage {
  readonly request: IncomingMessage
  readonly method: string
  readonly target: string
  readonly response: SentResponse
  readonly timings: ServerTimings
  readonly error?: Error
}
