/** The ways in which ours is configured for the corpus. Each is a column of every table. */
import type { ServerOptions } from '@layered-http/compat-node-http'

export interface Column {
  name: 'default' | 'strict'
  server: ServerOptions & { layered?: { strict: boolean } }
  /** The sides that the options are about. */
  sides: ('request' | 'response')[]
  /** True if `npm test` sends the cases byte by byte as well. The long run does it in every column. */
  isCut: boolean
}

export const COLUMNS: readonly Column[] = [
  { name: 'default', server: {}, sides: ['request', 'response'], isCut: true },
  { name: 'strict', server: { layered: { strict: true } }, sides: ['request'], isCut: false },
]
