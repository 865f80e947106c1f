/** The recordings of this matrix are what the running Node does. */
import { testRecordings } from '@layered-http/test-kit'

await testRecordings(new URL('./', import.meta.url))
