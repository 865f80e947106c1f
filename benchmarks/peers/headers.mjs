/** The program of the suite `headers`: headers read and written by several implementations. */
import { answerTasks } from '../lib/tasks.mjs'
import { incomingGroups } from './headers/incoming.mjs'
import { outgoingGroups } from './headers/outgoing.mjs'

answerTasks([...incomingGroups, ...outgoingGroups])
