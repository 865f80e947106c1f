/** Program: names and values, read and written, side by side. */
import { answerTasks } from '../lib/tasks.mjs'
import { incomingGroups } from './headers/incoming.mjs'
import { outgoingGroups } from './headers/outgoing.mjs'

answerTasks([...incomingGroups, ...outgoingGroups])
