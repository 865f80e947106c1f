/** A long body, piped. */
import { transferSuite } from '../lib/transfer-suite.mjs'

export default transferSuite({ summary: 'download of 100 MB through pipe, on 4 connections', direction: 'download' })
