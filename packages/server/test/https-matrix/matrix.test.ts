/** The server over TLS held against node:https, case by case: the wire and every event. */
import * as server from '@layered-http/server'
import * as https from '@layered-http/server/https'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { testMatrix } from '@layered-http/test-kit'

await testMatrix({ ...server, ...https, IncomingMessage, OutgoingMessage }, new URL('./', import.meta.url))
