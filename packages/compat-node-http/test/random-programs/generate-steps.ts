/** Makes the statements of handlers and clients in random programs. */
import type { Choice } from './choice.js'
import type { Data, Kind, Step, Target } from './program.js'

const KINDS: readonly Kind[] = ['ascii', 'ascii', 'ascii', 'utf8', 'latin1', 'base64', 'hex', 'ucs2', 'buffer', 'buffer', 'bytes']
const SIZES = [0, 1, 2, 5, 10, 100, 1000, 5000, 16_383, 16_384, 16_385, 40_000, 65_535, 65_536, 70_000, 131_072, 300_000]
const READS = ['data', 'data', 'resume', 'iterate', 'readable', 'one by one', 'pipe', 'pipeline', 'pause', 'text', 'late']

function data(choose: Choice, largest = 300_000): Data {
  const size = choose.chance(0.6) ? choose.pick([0, 1, 5, 10, 100, 1000]) : choose.pick(SIZES.filter((each) => each <= largest))
  const kind = choose.pick(KINDS)
  return kind === 'ascii' ? { size } : { kind, size }
}

/** Returns the number of bytes of `data` on the wire, with the letters of render-steps.ts. */
function bytesOf({ kind = 'ascii', size }: Data): number {
  const cycle = (letters: string): number => Buffer.byteLength(letters.repeat(Math.ceil(size / letters.length)).slice(0, size))
  if (kind === 'utf8') return cycle('\xe4\u20ac\u{1f600} ')
  return kind === 'ucs2' ? 2 * size : size
}

const wait = (choose: Choice): Step => ({ do: 'wait', how: choose.pick(['turn', 'turn', 'tick', 'micro']) })

function destroy(choose: Choice, side: 'client' | 'server'): Step[] {
  const step: Step = { do: 'destroy', what: choose.pick<Target>(side === 'client' ? ['out', 'out', 'socket'] : ['out', 'in', 'socket']) }
  if (choose.chance(0.3)) step.error = true
  const [last] = choose.chance(0.15) ? [{ do: 'endSocket' } as Step] : side === 'client' && choose.chance(0.2) ? [{ do: 'abort' } as Step] : [step]
  return choose.chance(0.5) ? [wait(choose), last!] : [last!]
}

/** Returns a body as steps; the last step ends the message. */
function body(choose: Choice, largest?: number): { steps: Step[]; length: number } {
  const callback = (): { callback?: true } => (choose.chance(0.4) ? { callback: true } : {})
  const way = choose.weighted({ end: 4, writes: 5, pump: 2, nothing: 1 } as const)
  if (way === 'nothing') return { steps: [{ do: 'end', ...callback() }], length: 0 }
  if (way === 'end') {
    const only = data(choose, largest)
    return { steps: [{ do: 'end', data: only, ...callback() }], length: bytesOf(only) }
  }
  const parts = Array.from({ length: choose.weighted({ 1: 4, 2: 4, 3: 2, 8: 1 }) }, () => data(choose, largest))
  const length = parts.reduce((sum, part) => sum + bytesOf(part), 0)
  if (way === 'pump') {
    // Readable.from takes strings as utf8.
    const chunks = parts.filter(({ size }) => size > 0).map((part): Data => (['latin1', 'ucs2'].includes(part.kind ?? '') ? { kind: 'buffer', size: part.size } : part))
    const sizes = chunks.map((chunk) => (chunk.kind === 'base64' ? Math.ceil(chunk.size / 3) * 4 : chunk.kind === 'hex' ? chunk.size * 2 : bytesOf(chunk)))
    return { steps: [{ do: 'pump', chunks, how: choose.pick(['pipe', 'pipeline', 'async']) }], length: sizes.reduce((sum, size) => sum + size, 0) }
  }
  const steps: Step[] = []
  const corks = choose.chance(0.2)
  if (corks) steps.push({ do: 'cork' })
  parts.forEach((part, i) => {
    steps.push({ do: 'write', data: part, ...callback(), ...(choose.chance(0.6) ? { how: choose.chance(0.85) ? 'drain' : 'callback' } : {}) })
    if (choose.chance(0.35)) steps.push(wait(choose))
    if (corks && i === 0 && choose.chance(0.7)) steps.push({ do: 'uncork' })
  })
  // While the message stays corked, a step would wait forever for 'drain'.
  if (corks) for (const step of steps) if (step.do === 'write') delete step.how
  if (choose.chance(0.3)) {
    const last = data(choose, largest)
    steps.push({ do: 'end', data: last, ...callback() })
    return { steps, length: length + bytesOf(last) }
  }
  steps.push({ do: 'end', ...callback() })
  return { steps, length }
}

/** Puts `extra` at a random place. */
function insert(choose: Choice, steps: Step[], extra: Step[]): void {
  steps.splice(choose.number(0, steps.length), 0, ...extra)
}

const NAMES = ['x-one', 'X-Two', 'content-type', 'etag', 'set-cookie', 'cache-control', 'vary']

function headerSteps(choose: Choice): Step[] {
  return Array.from({ length: choose.number(1, 3) }, (): Step => {
    const name = choose.pick(NAMES)
    const value = choose.pick<string | string[]>(['a', 'b, c', ['a', 'b'], '', 'text/plain'])
    const kind = choose.weighted({ header: 5, append: 3, unset: 2, get: 1 } as const)
    return kind === 'get' ? { do: 'get' } : kind === 'unset' ? { do: 'unset', name } : { do: kind, name, value }
  })
}

function extras(choose: Choice, steps: Step[], side: 'client' | 'server'): void {
  if (choose.chance(0.18)) insert(choose, steps, destroy(choose, side))
  if (choose.chance(0.06)) insert(choose, steps, [{ do: 'flush' }])
  if (choose.chance(0.12)) steps.unshift({ do: 'finished', what: choose.pick<Target>(side === 'client' ? ['out'] : ['out', 'in']) })
  if (choose.chance(0.06)) steps.unshift({ do: 'wrap', name: choose.pick(['end', 'write', ...(side === 'server' ? ['writeHead'] : []), 'setHeader', 'destroy', 'emit', 'on']) })
  if (choose.chance(0.03)) insert(choose, steps, [{ do: 'throw' }])
  if (choose.chance(0.02)) insert(choose, steps, [side === 'client' ? { do: 'agent' } : { do: 'server', how: choose.pick(['close', 'closeAllConnections', 'closeIdleConnections']) }])
  if (choose.chance(0.03)) steps.unshift({ do: 'throwIn', what: 'out', event: choose.pick(['finish', 'close', 'prefinish']) })
  if (choose.chance(0.015)) insert(choose, steps, [{ do: 'timeout', what: choose.pick<Target>(['out', 'socket']), ms: 12, callback: true, ...(choose.chance(0.6) ? { how: 'destroy' } : {}) }])
  if (choose.chance(0.04)) steps.push(...choose.pick<Step[]>([[{ do: 'end' }], [{ do: 'end', callback: true }], [{ do: 'write', data: { size: 1 }, callback: true }], [{ do: 'end', data: { size: 3 }, callback: true }]]))
  if (choose.chance(0.1)) steps.push(...destroy(choose, side))
}

/** Returns steps that set the head of a response, in one of several ways. `length`: that of the body, for Content-Length. */
function responseHead(choose: Choice, length: number): Step[] {
  const steps: Step[] = choose.chance(0.3) ? headerSteps(choose) : []
  const way = choose.weighted({ chunked: 4, length: 4, close: 1, plain: 1 } as const)
  const framing: [string, string][] = way === 'length' ? [['content-length', String(length + (choose.chance(0.05) ? 1 : 0))]] : way === 'close' ? [['connection', 'close']] : []
  if (way === 'plain') steps.push({ do: 'unset', name: 'transfer-encoding' })
  const trailers = choose.chance(0.06)
  if (trailers) framing.push(['trailer', 'x-t'])
  const status = choose.weighted({ 200: 12, 204: 1, 304: 1, 404: 1, 500: 1 })
  if (choose.chance(0.35)) {
    const own: [string, string | string[]][] = choose.chance(0.4) ? [[choose.pick(NAMES), choose.pick<string | string[]>(['a', ['a', 'b']])]] : []
    steps.push({ do: 'head', status: Number(status), how: choose.pick(steps.length > 0 ? ['object', 'list'] : ['object', 'pairs', 'list']), headers: [...framing, ...own], ...(choose.chance(0.15) ? { value: 'Fine' } : {}) })
  } else {
    for (const [name, value] of framing) steps.push({ do: 'header', name, value })
    if (Number(status) !== 200) steps.push({ do: 'assign', name: 'statusCode', value: Number(status) })
  }
  return steps
}

export function readSteps(choose: Choice, side: 'client' | 'server'): Step[] {
  const steps: Step[] = [{ do: 'read', how: choose.pick(READS) }]
  if (choose.chance(side === 'client' ? 0.08 : 0)) return choose.chance(0.5) ? [] : [{ do: 'destroy', what: choose.pick<Target>(['in', 'out', 'socket']), ...(choose.chance(0.3) ? { error: true } : {}) }]
  if (choose.chance(0.12)) steps.push(...(choose.chance(0.5) ? [{ do: 'wait', how: 'turn' } as Step] : []), { do: 'destroy', what: choose.pick<Target>(['in', 'out', 'socket']), ...(choose.chance(0.3) ? { error: true } : {}) })
  if (choose.chance(0.08)) steps.unshift({ do: 'finished', what: 'in' })
  if (choose.chance(0.04)) steps.unshift({ do: 'wait', how: 'event', what: 'in', event: 'readable' })
  if (choose.chance(0.05)) steps.unshift({ do: 'throwIn', what: 'in', event: choose.pick(['end', 'close', 'data']) })
  return steps
}

export function handlerSteps(choose: Choice, method: string): Step[] {
  const { steps: written, length } = body(choose, choose.chance(0.5) ? 5000 : 300_000)
  const steps = [...responseHead(choose, length), ...written]
  extras(choose, steps, 'server')
  if (choose.chance(0.1)) steps.unshift({ do: 'interim', how: choose.pick(['continue', 'processing', 'earlyHints', 'information']) })
  if (choose.chance(0.06)) insert(choose, steps, [{ do: 'trailers', headers: [['x-t', 'tail']] }])
  const reads = method === 'GET' ? 0.3 : 0.75
  if (choose.chance(reads)) {
    const read = readSteps(choose, 'server')
    const waits = choose.chance(0.5)
    if (waits) read.push({ do: 'wait', how: 'event', what: 'in', event: 'end' })
    if (choose.chance(0.8)) steps.unshift(...read)
    else steps.push(...read)
  } else if (choose.chance(0.2)) steps.unshift(wait(choose))
  return steps
}

export function plainSteps(choose: Choice): Step[] {
  const { steps: written, length } = body(choose, 20_000)
  const steps = [...responseHead(choose, length), ...written]
  if (choose.chance(0.3)) steps.unshift({ do: 'read', how: choose.pick(READS) })
  if (choose.chance(0.3)) insert(choose, steps, [wait(choose)])
  if (choose.chance(0.5)) extras(choose, steps, 'server')
  return steps
}

export function clientSteps(choose: Choice, method: string, expects: boolean): { steps: Step[]; length?: number } {
  const bodyless = ['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(method)
  if (bodyless && choose.chance(0.85)) {
    const steps: Step[] = [{ do: 'end', ...(choose.chance(0.2) ? { callback: true } : {}) }]
    extras(choose, steps, 'client')
    return { steps }
  }
  const { steps: written, length } = body(choose, choose.chance(0.6) ? 5000 : 300_000)
  const steps = choose.chance(0.2) ? [...headerSteps(choose), ...written] : written
  if (expects && choose.chance(0.6)) steps.unshift({ do: 'flush' }, { do: 'wait', how: 'event', what: 'out', event: choose.chance(0.9) ? 'continue' : 'response' })
  if (choose.chance(0.04)) insert(choose, steps, [{ do: 'trailers', headers: [['x-t', 'tail']] }])
  extras(choose, steps, 'client')
  return choose.chance(0.5) ? { steps, length } : { steps }
}
