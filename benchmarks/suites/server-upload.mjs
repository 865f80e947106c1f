/** A long body, piped. */
import { transferSuite } from '../lib/transfer-suite.mjs'

export default transferSuite({ summary: 'upload of 100 MB through pipe, on 4 connections', direction: 'upload' })
