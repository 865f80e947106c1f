/** Headers alone: views of a received head, and a head to send. */
import { taskSuite } from '../lib/task-suite.mjs'

export default taskSuite({ summary: 'views of received heads, and heads to be sent', program: 'peers/headers.mjs', tasks: 75 })
