/** Compares how both implementations read a sample. */
import nodeHttp from 'node:http'
import ours from '@layered-http/compat-node-http'
import { ClientSide } from './client.js'
import { KNOWN_DIFFERENCES } from './known-differences.js'
import type { Outcome } from './outcome.js'
import type { Sample } from './sample.js'
import { ServerSide } from './server.js'

const SIDES = [ours as unknown as typeof nodeHttp, nodeHttp].map((module) => ({ server: new ServerSide(module), client: new ClientSide(module) }))

/** Returns both outcomes of `sample`: ours, then Node's. */
export async function readBoth(sample: Sample): Promise<[ours: Outcome, theirs: Outcome]> {
  const read = (side: (typeof SIDES)[number]): Promise<Outcome> => (sample.side === 'server' ? side.server.read(sample) : side.client.read(sample))
  return [await read(SIDES[0]!), await read(SIDES[1]!)]
}

export interface Difference {
  text: string
  /** The id of the known difference; null if the difference is unknown. */
  known: string | null
}

/** Returns null if both outcomes are the same. */
export async function difference(sample: Sample): Promise<Difference | null> {
  const [a, b] = await readBoth(sample)
  const fields = (Object.keys(a) as (keyof Outcome)[]).filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
  if (fields.length === 0) return null
  const known = KNOWN_DIFFERENCES.find(({ applies }) => applies(sample, a, b))
  const lines = fields.map((field) => `  ours   ${field}: ${JSON.stringify(a[field])}\n  theirs ${field}: ${JSON.stringify(b[field])}`)
  return { text: `${JSON.stringify(sample)}\n${lines.join('\n')}`, known: known?.id ?? null }
}
