/** Runs a program on an implementation until nothing happens any more, then closes what is left, and records all events. */
import { createRequire } from 'node:module'
import diagnostics from 'node:diagnostics_channel'
import type http from 'node:http'
import type { Socket } from 'node:net'
import type { Program } from './program.js'
import { render } from './render.js'

/** One recorded event: its name, the event, and a value. The entry `rest` is between the run of the program and its closing. */
export type Entry = [name: string, event: string, value?: string]

type Helpers = Record<string, unknown> & { modules: Record<string, unknown> }
const makeHelpers = createRequire(import.meta.url)('./helpers.cjs') as (module: typeof http, record: (...entry: Entry) => void, atRest: (action: () => void) => void, longTurn: number) => Helpers
type AsyncFunctionConstructor = new (...parameters: string[]) => (...values: unknown[]) => Promise<void>
const AsyncFunction = (async () => {}).constructor as AsyncFunctionConstructor

/** The number of turns of the event loop after which sockets have been read and written. While there are immediates, Deno does that in each 61st turn only. */
const LONG_TURN = process.versions.deno === undefined ? 1 : 61
/** After this number of turns without an event nothing more happens: sockets of one process need two or three long turns. */
const QUIET_TURNS = 25 * LONG_TURN
/** Milliseconds without an event that must pass as well, so that timers of 0 and 1 ms fire. */
const QUIET_TIME = 2
/** Milliseconds after which a program in which events never stop is stopped. */
const LONGEST = 5000

interface Used {
  listening?: boolean
  close?: (done?: () => void) => unknown
  closeAllConnections?: () => void
  destroy?: () => void
  destroyed?: boolean
  getConnections?: (done: (error: unknown, count: number) => void) => void
  sockets?: Record<string, unknown[]>
  freeSockets?: Record<string, unknown[]>
  requests?: Record<string, unknown[]>
}

const opened = new Set<Socket>()
const track = (message: unknown): void => void opened.add((message as { socket: Socket }).socket)
diagnostics.subscribe('net.client.socket', track)
diagnostics.subscribe('net.server.socket', track)

/** Returns the longest time without an event that a program needs, in milliseconds. */
const silence = (program: Program): number => {
  const text = JSON.stringify(program)
  return Math.max(0, ...[...text.matchAll(/"(?:ms|timeout)":(\d+)/g)].map(([, ms]) => Number(ms) + 40), program.listens?.includes('timeout') ? 60 : 0, program.peers === 'tunnel' ? 45 : 0)
}

export async function run(program: Program, module: typeof http, patience = 0): Promise<Entry[]> {
  const entries: Entry[] = []
  let progress = 0
  const record = (...entry: Entry): void => {
    progress++
    if (entry[0] !== 'pair') entries.push(entry)
  }
  const looks: (() => void)[] = []
  const undone: (() => void)[] = []
  const used: Used[] = []
  const use = (thing: Used): Used => (used.push(thing), thing)
  const helpers = makeHelpers(module, record, (action) => looks.push(action), program.pair === undefined ? LONG_TURN : 1)
  const { modules, ...functions } = helpers
  const scope = { http: module, ...modules, ...functions, record, atRest: (action: () => void) => looks.push(action), use, undo: (action: () => void) => undone.push(action) }
  const failed = (error: unknown): void => record('process', 'uncaught', String((error as { code?: string })?.code ?? (error as Error)?.message ?? error))
  // A test runner's listeners would report an exception of the program as a failed test.
  const listeners = (['uncaughtException', 'unhandledRejection'] as const).map((event) => [event, process.listeners(event as 'uncaughtException')] as const)
  for (const [event] of listeners) process.removeAllListeners(event).on(event, failed)
  opened.clear()
  let ended = false
  const start = async (): Promise<void> => new AsyncFunction(...Object.keys(scope), render(program))(...Object.values(scope))
  void start()
    .catch((error: unknown) => record('program', 'threw', String((error as Error)?.stack ?? error)))
    .finally(() => {
      progress++
      ended = true
    })
  const least = QUIET_TIME + silence(program) + patience
  const settled = (time = least): Promise<boolean> => quiet(() => progress + bytes(), time)
  const inTime = await settled()
  record('program', 'is', inTime ? (ended ? 'done' : 'waiting') : 'endless')
  for (const look of looks) look()
  const count = (lists?: Record<string, unknown[]>): string => String(Object.values(lists ?? {}).flat().length)
  for (const thing of used) {
    if (thing.getConnections && thing.listening) await new Promise<void>((resolve) => thing.getConnections!((_, connections) => resolve(record('server', 'connections', String(connections)))))
    if (thing.freeSockets) record('agent', 'pool', `${count(thing.sockets)} used, ${count(thing.freeSockets)} free, ${count(thing.requests)} waiting`)
  }
  record('program', 'rest')
  // Closes everything as a user would, and then by force.
  for (const thing of used) if (thing.freeSockets) thing.destroy?.()
  for (const thing of used) if (thing.listening) thing.close?.(() => record('server', 'closed'))
  await settled(QUIET_TIME)
  record('program', 'left', `${[...opened].filter((socket) => !socket.destroyed).length} sockets`)
  for (const thing of used) {
    thing.closeAllConnections?.()
    if (!thing.destroyed && !thing.freeSockets) thing.destroy?.()
  }
  for (const socket of opened) socket.destroy()
  await settled(QUIET_TIME)
  record('program', 'end')
  for (const action of undone.reverse()) action()
  for (const [event, before] of listeners) {
    process.off(event, failed)
    for (const listener of before) process.on(event, listener)
  }
  return entries
}

const bytes = (): number => {
  let sum = 0
  for (const socket of opened) sum += socket.bytesRead + (socket.bytesWritten ?? 0) + (socket.destroyed ? 1 : 0)
  return sum
}

/** Resolves with true when nothing happens any more, with false if events continue after {@link LONGEST}. */
async function quiet(progress: () => number, least: number): Promise<boolean> {
  const start = performance.now()
  let seen = progress()
  let since = start
  for (let turns = 0; ; turns++) {
    await new Promise(setImmediate)
    const now = performance.now()
    const next = progress()
    if (next !== seen) {
      seen = next
      since = now
      turns = 0
    } else if (turns >= QUIET_TURNS && now - since >= least) return true
    if (now - start > LONGEST) return false
  }
}
