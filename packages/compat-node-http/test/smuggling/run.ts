/** Runs every case of the corpus on an implementation. */
import type http from 'node:http'
import type { RequestCase, ResponseCase } from './case.js'
import { ClientUnderTest } from './client-side.js'
import { cut, type Cutting } from './cut.js'
import type { Outcome } from './outcome.js'
import { REQUESTS } from './requests.js'
import { RESPONSES } from './responses.js'
import { ServerUnderTest, type Transport } from './server-side.js'

export interface Result {
  side: 'request' | 'response'
  case: RequestCase | ResponseCase
  /** By cutting, in the order of the plan. */
  outcomes: { whole: Outcome } & Partial<Record<Cutting, Outcome>>
}

export type Transports = { whole: Transport } & Partial<Record<Cutting, Transport>>

export interface Plan {
  module: typeof http
  server?: http.ServerOptions
  /** Default both. */
  sides?: Result['side'][]
  /** The cuttings, each with its transport. */
  transports: Transports
  onProgress?(done: number, of: number): void
}

export const OVER_SOCKETS: Transports = { whole: 'sockets', bytes: 'sockets', random: 'sockets' }
/** Much faster, and still with a real socket for each case. */
export const PARTLY_IN_MEMORY: Transports = { whole: 'sockets', bytes: 'memory' }

export async function runCorpus({ module, server = {}, sides = ['request', 'response'], transports, onProgress }: Plan): Promise<Result[]> {
  const results: Result[] = []
  const serverUnderTest = new ServerUnderTest(module, server)
  const clientUnderTest = new ClientUnderTest(module)
  const inEachCutting = async (run: (how: Cutting, transport: Transport) => Promise<Outcome>): Promise<Result['outcomes']> => {
    const outcomes: Partial<Record<Cutting, Outcome>> = {}
    for (const [how, transport] of Object.entries(transports) as [Cutting, Transport][]) outcomes[how] = await run(how, transport)
    return outcomes as Result['outcomes']
  }
  const requests = sides.includes('request') ? REQUESTS : []
  const responses = sides.includes('response') ? RESPONSES : []
  const done = (result: Result): void => {
    results.push(result)
    onProgress?.(results.length, requests.length + responses.length)
  }
  for (const one of requests) done({ side: 'request', case: one, outcomes: await inEachCutting((how, transport) => serverUnderTest.run(cut(one.bytes, how), transport)) })
  for (const one of responses) done({ side: 'response', case: one, outcomes: await inEachCutting((how, transport) => clientUnderTest.run(cut(one.bytes, how), one.method, transport)) })
  serverUnderTest.close()
  clientUnderTest.close()
  return results
}
