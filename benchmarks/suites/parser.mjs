/** Parsers alone: bytes in, messages out, no socket. */
import { taskSuite } from '../lib/task-suite.mjs'

export default taskSuite({ summary: 'bytes to messages, without a socket', program: 'peers/parsers.mjs', tasks: 105, warmUps: 273 })
