/** Compares the server with node:http, case by case: the bytes on the wire and all events. */
import * as server from '@layered-http/server'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { testMatrix } from '@layered-http/test-kit'

await testMatrix({ ...server, IncomingMessage, OutgoingMessage }, new URL('./', import.meta.url))
