/** The process that autocannon runs in. */
import autocannon from 'autocannon'
import { answer, cpuMicroseconds } from '../control.mjs'

answer({
  async run({ url, connections, seconds, body }) {
    const startCpu = cpuMicroseconds()
    const result = await autocannon({ url, connections, duration: seconds, expectBody: body })
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
