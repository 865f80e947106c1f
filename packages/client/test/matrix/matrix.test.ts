/** Compares the client with node:http, case by case: all events and the bytes on the wire. */
import { Agent } from '@layered-http/agent'
import * as client from '@layered-http/client'
import { testMatrix } from '@layered-http/test-kit'

await testMatrix({ ...client, Agent }, new URL('./', import.meta.url))
