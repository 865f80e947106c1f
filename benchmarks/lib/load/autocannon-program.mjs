/** The process in which autocannon runs. */
import autocannon from 'autocannon'
import { answer, cpuMicroseconds } from '../control.mjs'

/** Seconds; see `wrk.mjs`. */
const TIMEOUT = 10

answer({
  async run({ port, secure, request: { method, path, headers, body }, connections, pipelining, expectedBody, seconds }) {
    const startCpu = cpuMicroseconds()
    const url = `http${secure ? 's' : ''}://127.0.0.1:${port}${path}`
    const result = await autocannon({ url, method, headers, body, connections, pipelining, duration: seconds, timeout: TIMEOUT, expectBody: expectedBody })
    return {
      requests: result.requests.total,
      bytes: result.throughput.total,
      errors: { connection: result.errors, timeout: result.timeouts, status: result.non2xx, body: result.mismatches, reset: result.resets },
      seconds: result.duration,
      cpu: cpuMicroseconds() - startCpu,
      p50: result.latency.p50,
      p99: result.latency.p99,
    }
  },
})
