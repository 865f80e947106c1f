/** A long body, piped, in a process whose heap is as large as an app's: garbage is collected more often than in a small heap. */
import { transferSuite } from '../lib/transfer-suite.mjs'

const HELD_MEGABYTES = 16

export default transferSuite({ summary: `upload of 100 MB through pipe, on 4 connections, to a process with ${HELD_MEGABYTES} MB of objects`, direction: 'upload', held: HELD_MEGABYTES })
