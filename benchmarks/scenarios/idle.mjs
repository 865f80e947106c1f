/** Hello world on a server that keeps idle connections for as long as a measurement may take. */
import hello from './hello.mjs'

/** Milliseconds; longer than any measurement. */
const KEEP = 600_000

export default {
  ...hello,
  /** Properties that are set on the server before it listens. Optional. */
  configure(server) {
    server.keepAliveTimeout = KEEP
    server.headersTimeout = KEEP
    server.requestTimeout = KEEP
  },
}
