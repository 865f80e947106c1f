/** The ways in which ours is configured for the corpus. Each is a column of every table. */
import type { ServerOptions } from '@layered-http/compat-node-http'

export interface Column {
  name: 'default' | 'strict'
  server: ServerOptions & { layered?: { strict: boolean } }
  /** The sides that the options are about. */
  sides: ('request' | 'response')[]
}

export const COLUMNS: readonly Column[] = [
  { name: 'default', server: {}, sides: ['request', 'response'] },
  { name: 'strict', server: { layered: { strict: true } }, sides: ['request'] },
]
