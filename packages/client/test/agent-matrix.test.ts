/** The agent's matrix, with requests of this package. */
import { Agent } from '@layered-http/agent'
import { testMatrix } from '@layered-http/test-kit'
import { get, request } from '../src/index.js'

await testMatrix({ Agent, get, request }, new URL('../../agent/test/matrix/', import.meta.url))
