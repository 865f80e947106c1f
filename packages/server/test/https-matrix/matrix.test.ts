/** Compares the server over TLS with node:https, case by case: the bytes on the wire and all events. */
import * as server from '@layered-http/server'
import * as https from '@layered-http/server/https'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { testMatrix } from '@layered-http/test-kit'

await testMatrix({ ...server, ...https, IncomingMessage, OutgoingMessage }, new URL('./', import.meta.url))
