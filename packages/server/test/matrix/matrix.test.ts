/** The server held against node:http, case by case: the wire and every event. */
import * as server from '@layered-http/server'
import { testMatrix } from '@layered-http/test-kit'

await testMatrix(server, new URL('./', import.meta.url))
