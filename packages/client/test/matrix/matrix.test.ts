/** The client held against node:http, case by case: every event and the wire. */
import { Agent } from '@layered-http/agent'
import * as client from '@layered-http/client'
import { testMatrix } from '@layered-http/test-kit'

await testMatrix({ ...client, Agent }, new URL('./', import.meta.url))
