/** The targets by name. */
import { clientTarget } from './client.js'
import { messagesTarget } from './messages.js'
import { optionsTarget } from './options.js'
import { serverTarget } from './server.js'
import type { Target } from './target.js'

export const TARGETS: Readonly<Record<string, Target>> = { server: serverTarget, client: clientTarget, messages: messagesTarget, options: optionsTarget }
