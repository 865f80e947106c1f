/** All responses of the corpus. */
import type { ResponseCase } from './case.js'
import { BODY_CASES } from './responses/bodies.js'
import { FRAMING_CASES } from './responses/framing.js'
import { STATUS_LINE_CASES } from './responses/lines.js'

export const RESPONSES: ResponseCase[] = [...FRAMING_CASES, ...STATUS_LINE_CASES, ...BODY_CASES]
