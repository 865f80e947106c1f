/** The running Node behaves as in the recordings of this matrix. */
import { testRecordings } from '@layered-http/test-kit'

await testRecordings(new URL('./', import.meta.url))
