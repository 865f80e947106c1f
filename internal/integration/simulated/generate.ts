/** Makes a plan from a seed. Each seed has some of the features only, so that a rare one is not always hidden by others. generate-network.ts makes the schedules. */
import { randomNumbers } from '@layered-http/test-kit'
import { Choice } from '../../../packages/compat-node-http/test/random-programs/choice.js'
import { connectionSchedule } from './generate-network.js'
import type { AbortPlan, AgentPlan, BodyPlan, ExchangePlan, PipelinePlan, Plan, ReadPlan, ResponsePlan, ServerPlan } from './plan.js'

/** What may occur in the run of a seed. */
export const FEATURES = [
  ...['aborts', 'faults of handlers', 'silent handlers', 'readers that stop', 'slow readers', 'large bodies', 'expect', 'interim', 'trailers', 'upgrades', 'connects', 'pipelines'],
  ...['server timeouts', 'request timeouts', 'agent limits', 'agent extras', 'keep alive', 'stale sockets', 'bodies until close', 'bodies in bodiless methods', 'plain Duplex'],
  ...['splits', 'delays', 'stalls', 'deaths', 'resets', 'ends', 'small buffers', 'lost connects', 'callbacks'],
] as const

export type Feature = (typeof FEATURES)[number]

/** With one of these, an exchange may wait forever, and others for it. */
const MAY_HANG: ReadonlySet<Feature> = new Set<Feature>(['faults of handlers', 'silent handlers', 'readers that stop', 'deaths', 'ends', 'stale sockets'])

export class Features extends Choice {
  private readonly on: ReadonlySet<Feature>

  constructor(seed: number, isCalm: boolean) {
    // Neighbouring seeds must not give similar numbers.
    const random = randomNumbers(Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995)
    for (let i = 0; i < 8; i++) random(2)
    super(random)
    const share = this.pick([0.15, 0.3, 0.5, 0.7])
    this.on = new Set(FEATURES.filter((feature) => this.chance(share) && !(isCalm && MAY_HANG.has(feature))))
  }

  has(feature: Feature): boolean {
    return this.on.has(feature)
  }

  /** True with this probability, if the seed has the feature. */
  sometimes(feature: Feature, probability: number): boolean {
    return this.has(feature) && this.chance(probability)
  }
}

/** @param isCalm - true for a plan in which nothing waits forever: every exchange must come to an end by itself */
export function generate(seed: number, isCalm = false): Plan {
  const choose = new Features(seed, isCalm)
  const agents = Array.from({ length: choose.number(1, 2) }, () => agentPlan(choose))
  const server = serverPlan(choose)
  let id = 0
  const exchange = (isPipelined: boolean): ExchangePlan => exchangePlan(choose, `x${id++}`, agents.length, isPipelined)
  const pipelines = choose.has('pipelines') ? Array.from({ length: choose.number(1, 2) }, (): PipelinePlan => pipelinePlan(choose, exchange)) : []
  const exchanges = Array.from({ length: choose.number(pipelines.length > 0 ? 0 : 1, choose.chance(0.3) ? 20 : 8) }, () => exchange(false))
  return {
    seed,
    face: choose.chance(0.3) ? 'compat' : 'layers',
    server,
    agents,
    exchanges,
    pipelines,
    connections: Array.from({ length: exchanges.length + pipelines.length + 6 }, () => connectionSchedule(choose)),
    ending: choose.pick(['network', 'close', 'destroy']),
  }
}

function serverPlan(choose: Features): ServerPlan {
  const time = (byDefault: number): number => (choose.sometimes('server timeouts', 0.5) ? choose.pick([60, 100, 300, 1000, 1000, 2000]) : byDefault)
  const requestTimeout = time(300_000)
  return {
    keepAliveTimeout: time(5_000),
    keepAliveTimeoutBuffer: choose.sometimes('server timeouts', 0.5) ? 0 : 1_000,
    requestTimeout,
    headersTimeout: Math.min(requestTimeout, time(60_000)),
    timeout: choose.sometimes('server timeouts', 0.3) ? choose.pick([50, 200, 1000]) : 0,
    maxRequestsPerSocket: choose.sometimes('keep alive', 0.2) ? choose.number(1, 3) : 0,
    optimizeEmptyRequests: choose.chance(0.2),
    httpAllowHalfOpen: choose.chance(0.2),
    clientError: choose.weighted({ none: 6, destroy: 2, reply: 2, keep: choose.has('silent handlers') ? 1 : 0 }),
    checkContinue: choose.weighted({ none: 4, continue: 2, refuse: 1 }),
    upgrades: choose.chance(0.85),
    connects: choose.chance(0.85),
    closesIdleAfter: choose.sometimes('keep alive', 0.15) ? choose.pick([5, 50, 200]) : 0,
  }
}

function agentPlan(choose: Features): AgentPlan {
  const limit = (least: number, most: number): number => (choose.sometimes('agent limits', 0.6) || choose.sometimes('keep alive', 0.5) || choose.sometimes('stale sockets', 0.7) ? choose.number(least, most) : Infinity)
  const extra = (value: number, byDefault: number): number => (choose.sometimes('agent extras', 0.4) ? value : byDefault)
  return {
    keepAlive: choose.has('keep alive') || choose.has('stale sockets') || choose.chance(0.4),
    maxSockets: limit(1, 3),
    maxTotalSockets: limit(1, 4),
    maxFreeSockets: choose.sometimes('agent limits', 0.4) ? choose.number(1, 2) : 256,
    scheduling: choose.pick(['lifo', 'fifo']),
    timeout: extra(choose.pick([20, 100, 1000]), 0),
    staleRetry: choose.has('stale sockets') || choose.sometimes('agent extras', 0.6),
    maxAge: extra(choose.pick([10, 100]), Infinity),
    maxRequests: extra(choose.number(1, 3), Infinity),
    buffer: choose.pick([0, 0, 1000]),
    queueTimeout: extra(choose.pick([10, 100, 500]), 0),
    destroysAfter: choose.sometimes('agent limits', 0.1) ? choose.pick([1, 20, 100]) : 0,
  }
}

const SMALL = [0, 1, 5, 100, 100, 1000, 5000]
const LARGE = [16_383, 16_384, 16_385, 40_000, 65_535, 65_536, 65_537, 100_000, 200_000]

function bodyPlan(choose: Features, framing: BodyPlan['framing']): BodyPlan {
  const count = framing === 'none' ? 0 : choose.weighted({ 0: 1, 1: 5, 2: 3, 3: 2, 8: 1 })
  const pieces = Array.from({ length: Number(count) }, () => choose.pick(choose.sometimes('large bodies', 0.5) ? LARGE : SMALL))
  return {
    framing,
    pieces,
    gaps: pieces.map(() => (choose.chance(0.3) ? choose.pick([0, 1, 5, 40]) : 0)),
    endsWithPiece: choose.chance(0.5),
    waitsForDrain: choose.chance(0.6),
    hasTrailers: framing === 'chunked' && choose.sometimes('trailers', 0.5),
  }
}

function readPlan(choose: Features): ReadPlan {
  const how = choose.sometimes('readers that stop', 0.2)
    ? choose.pick(['stop', 'nothing', 'destroy'] as const)
    : choose.sometimes('slow readers', 0.4)
      ? choose.pick(['slow', 'late'] as const)
      : choose.weighted({ data: 5, readable: 2, iterate: 2, resume: 1 })
  return { how, ms: choose.pick([0, 1, 5, 30]), after: choose.pick([0, 1, 1000, 50_000]) }
}

function responsePlan(choose: Features, method: string): ResponsePlan {
  const framing = choose.sometimes('bodies until close', 0.3) ? 'close' : choose.weighted({ length: 4, chunked: 4, none: 1 })
  const status = choose.chance(0.1) && framing === 'none' ? choose.pick([204, 304]) : choose.pick([200, 200, 201, 404])
  const when = choose.weighted({ head: 3, later: 2, end: method === 'GET' || method === 'HEAD' ? 1 : 4 })
  const body = bodyPlan(choose, framing)
  const fault = choose.sometimes('faults of handlers', 0.3)
    ? choose.pick(['destroy response', 'destroy response with error', 'destroy request', 'destroy socket', 'throw'] as const)
    : choose.sometimes('silent handlers', 0.2)
      ? ('never' as const)
      : undefined
  // The server closes a connection that was used before, without a response.
  const isStale = choose.sometimes('stale sockets', 0.25)
  const read: ReadPlan = choose.chance(method === 'GET' || method === 'HEAD' ? 0.5 : 0.1) ? { how: 'nothing', ms: 0, after: 0 } : readPlan(choose)
  return {
    status,
    body,
    interim: choose.has('interim') ? choose.some(['continue', 'hints', 'processing'] as const) : [],
    when,
    ms: choose.pick([1, 3, 20, 150]),
    // A response that waits for the request's end has a reader for it.
    read: when === 'end' && ['stop', 'nothing', 'destroy'].includes(read.how) ? { ...read, how: 'data' } : read,
    fault: isStale
      ? { how: choose.pick(['destroy socket', 'destroy response', 'destroy request']), afterPieces: 0 }
      : fault === undefined
        ? undefined
        : { how: fault, afterPieces: choose.number(0, body.pieces.length) },
    closes: choose.chance(keepsAlive(choose) ? 0.03 : 0.1),
    isObserved: choose.chance(0.75),
  }
}

function keepsAlive(choose: Features): boolean {
  return choose.has('keep alive') || choose.has('stale sockets')
}

function abortPlan(choose: Features): AbortPlan {
  return {
    how: choose.pick(['destroy', 'destroy', 'destroy with error', 'abort', 'signal', 'destroy socket']),
    when: choose.pick(['at once', 'tick', 'socket', 'response', 'time', 'time']),
    ms: choose.pick([0, 1, 2, 5, 10, 40, 150]),
  }
}

function exchangePlan(choose: Features, id: string, agents: number, isPipelined: boolean): ExchangePlan {
  const tunnel = isPipelined ? undefined : choose.sometimes('connects', 0.25) ? 'CONNECT' : choose.sometimes('upgrades', 0.25) ? 'upgrade' : undefined
  const method = tunnel === 'CONNECT' ? 'CONNECT' : tunnel === 'upgrade' ? choose.pick(['GET', 'GET', 'POST']) : choose.weighted({ GET: 5, HEAD: 1, POST: 4, PUT: 2, DELETE: 1 })
  const hasBody = method === 'POST' || method === 'PUT' || (method === 'DELETE' && choose.sometimes('bodies in bodiless methods', 0.5))
  const response = responsePlan(choose, method)
  const reads = readPlan(choose)
  const previous = Number(id.slice(1)) - 1
  return {
    id,
    at: choose.chance(0.4) ? 0 : choose.pick([0, 1, 2, 5, 20, 100, 400, 1000, 1050, 2000, 2050, 3000]),
    follows: previous >= 0 && (choose.sometimes('keep alive', 0.5) || choose.sometimes('stale sockets', 0.7)) ? { id: `x${previous}`, on: choose.pick(['end', 'close']) } : undefined,
    agent: isPipelined || choose.chance(0.15) ? -1 : choose.number(0, agents - 1),
    host: choose.chance(0.8) ? 'a.test' : 'b.test',
    method,
    body: bodyPlan(choose, hasBody ? choose.pick(['length', 'chunked']) : 'none'),
    expects: hasBody && tunnel === undefined && choose.sometimes('expect', 0.5) ? (choose.chance(0.85) ? 'continue' : 'unknown') : 'no',
    closes: choose.chance(keepsAlive(choose) ? 0.03 : 0.1),
    timeout: choose.sometimes('request timeouts', 0.4) ? choose.pick([2, 20, 100]) : 0,
    timeoutBy: choose.pick(['option', 'setTimeout']),
    destroysAtTimeout: choose.chance(0.8),
    staleRetry: choose.sometimes('agent extras', 0.3),
    abort: choose.sometimes('aborts', 0.3) ? abortPlan(choose) : undefined,
    read: reads,
    response,
    tunnel: tunnel === undefined ? undefined : { up: bodyPlan(choose, 'close'), down: bodyPlan(choose, 'close') },
  }
}

function pipelinePlan(choose: Features, exchange: (isPipelined: boolean) => ExchangePlan): PipelinePlan {
  const exchanges = Array.from({ length: choose.number(1, 6) }, () => exchange(true))
  return {
    at: choose.pick([0, 0, 5, 100]),
    exchanges,
    gaps: exchanges.map(() => (choose.chance(0.7) ? 0 : choose.pick([1, 10, 200]))),
    version: choose.chance(0.9) ? '1.1' : '1.0',
    tail: choose.weighted({ nothing: 4, end: 3, garbage: 1, 'half a request': 1 }),
    destroysAfter: choose.sometimes('aborts', 0.3) ? choose.pick([0, 1, 500, 50_000]) : -1,
    slow: choose.sometimes('slow readers', 0.4) ? choose.pick([1, 20]) : 0,
  }
}
