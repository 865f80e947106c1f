/** The server held against node:http, case by case: the wire and every event. */
import * as server from '@layered-http/server'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { testMatrix } from '@layered-http/test-kit'

await testMatrix({ ...server, IncomingMessage, OutgoingMessage }, new URL('./', import.meta.url))
