/** All cases of the security report. */
import type { SecurityCase } from './case.js'
import { CONNECTIONS } from './connections.js'
import { FRAMING } from './framing.js'
import { LIMITS } from './limits.js'
import { OUTGOING } from './outgoing.js'
import { TLS } from './tls.js'

export const CASES: SecurityCase[] = [...FRAMING, ...LIMITS, ...OUTGOING, ...CONNECTIONS, ...TLS]
