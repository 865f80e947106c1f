/** Runs cases of the corpus on an implementation. */
import type http from 'node:http'
import type { RequestCase, ResponseCase } from './case.js'
import { ClientUnderTest } from './client-side.js'
import { cut, type Cutting } from './cut.js'
import type { Outcome } from './outcome.js'
import { REQUESTS } from './requests.js'
import { RESPONSES } from './responses.js'
import { ServerUnderTest, type Transport } from './server-side.js'

export type SidedCase = { side: 'request'; case: RequestCase } | { side: 'response'; case: ResponseCase }

export type Result = SidedCase & {
  /** By cutting, in the order of the plan. */
  outcomes: { whole: Outcome } & Partial<Record<Cutting, Outcome>>
}

/** The cuttings of a case, each with its transport. */
export type Transports = { whole: Transport } & Partial<Record<Cutting, Transport>>

export interface Plan {
  module: typeof http
  server?: http.ServerOptions
  cases: SidedCase[]
  /** @param i - the index of the case */
  transports(i: number): Transports
  onProgress?(done: number, of: number): void
}

export function casesOf(sides: SidedCase['side'][]): SidedCase[] {
  const requests = REQUESTS.map((one): SidedCase => ({ side: 'request', case: one }))
  const responses = RESPONSES.map((one): SidedCase => ({ side: 'response', case: one }))
  return [...requests, ...responses].filter(({ side }) => sides.includes(side))
}

export async function runCases({ module, server = {}, cases, transports, onProgress }: Plan): Promise<Result[]> {
  const results: Result[] = []
  const serverUnderTest = new ServerUnderTest(module, server)
  const clientUnderTest = new ClientUnderTest(module)
  for (const [i, one] of cases.entries()) {
    const outcomes: Partial<Record<Cutting, Outcome>> = {}
    for (const [how, transport] of Object.entries(transports(i)) as [Cutting, Transport][]) {
      const pieces = cut(one.case.bytes, how)
      outcomes[how] = await (one.side === 'request' ? serverUnderTest.run(pieces, transport) : clientUnderTest.run(pieces, one.case.method, transport))
    }
    results.push({ ...one, outcomes: outcomes as Result['outcomes'] })
    onProgress?.(results.length, cases.length)
  }
  serverUnderTest.close()
  clientUnderTest.close()
  return results
}
