/** All requests of the corpus. */
import type { RequestCase } from './case.js'
import { CHARACTER_CASES } from './requests/characters.js'
import { CHUNK_CASES } from './requests/chunks.js'
import { CODING_CASES } from './requests/codings.js'
import { FIELD_CASES } from './requests/fields.js'
import { LENGTH_CASES } from './requests/lengths.js'
import { LINE_CASES } from './requests/lines.js'
import { SURPLUS_CASES } from './requests/surplus.js'

export const REQUESTS: RequestCase[] = [...LENGTH_CASES, ...CODING_CASES, ...CHUNK_CASES, ...CHARACTER_CASES, ...FIELD_CASES, ...LINE_CASES, ...SURPLUS_CASES]
