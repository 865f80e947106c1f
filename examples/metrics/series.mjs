/**
 * The series of a server and an agent: what each is called, and its values at this moment. prometheus.mjs and opentelemetry.mjs export them.
 *
 * A series is `{ name, help, kind, label?, values }`; `kind` is `gauge` for a state and `counter` for what only grows. `values` are pairs of the label's value and the number.
 */

/** The series of `server.stats()`. */
export function serverSeries(server) {
  const { connections, requests, responses, refused, lost, timeouts, bytesRead, bytesWritten } = server.stats()
  const { created, closed, ...states } = connections
  return [
    { name: 'http_server_connections', help: 'Open connections', kind: 'gauge', label: 'state', values: Object.entries(states) },
    { name: 'http_server_connections_created_total', help: 'Connections so far', kind: 'counter', values: [[undefined, created]] },
    { name: 'http_server_connections_closed_total', help: 'Connections so far that have closed', kind: 'counter', values: [[undefined, closed]] },
    { name: 'http_server_requests_active', help: 'Requests whose response is not finished', kind: 'gauge', values: [[undefined, requests.active]] },
    { name: 'http_server_requests_total', help: 'Requests so far', kind: 'counter', values: [[undefined, requests.total]] },
    { name: 'http_server_requests_aborted_total', help: 'Requests whose connection was lost before the end of the response', kind: 'counter', values: [[undefined, requests.aborted]] },
    { name: 'http_server_responses_total', help: 'Finished responses', kind: 'counter', label: 'class', values: Object.entries(responses ?? {}) },
    { name: 'http_server_refused_total', help: 'Requests that no handler got', kind: 'counter', label: 'reason', values: Object.entries(refused) },
    { name: 'http_server_lost_total', help: 'Connections lost by an error of their socket', kind: 'counter', label: 'code', values: Object.entries(lost) },
    { name: 'http_server_timeouts_total', help: 'Limits of time that were reached', kind: 'counter', label: 'kind', values: Object.entries(timeouts) },
    { name: 'http_server_read_bytes_total', help: 'Bytes read', kind: 'counter', values: [[undefined, bytesRead]] },
    { name: 'http_server_written_bytes_total', help: 'Bytes written', kind: 'counter', values: [[undefined, bytesWritten]] },
  ]
}

const AGENT_STATES = { active: 'Sockets in use', connecting: 'Sockets that are not open yet', idle: 'Sockets without a request', queued: 'Requests that wait for a socket' }
const AGENT_COUNTS = {
  requests: 'Requests that got a socket',
  reused: 'Requests that got a socket which had served another',
  created: 'Sockets opened',
  closed: 'Sockets that have left the pool',
  errors: 'Connections that could not be opened, or were lost',
  timeouts: 'Sockets in use without traffic for their timeout',
  idleTimeouts: 'Idle sockets that were destroyed after their time',
  retried: 'Requests that were sent again after they met a stale socket',
  refused: 'Requests that the full queue refused',
  expired: 'Requests that waited longer than queueTimeout',
}

/** The series of `agent.stats()`, by origin. */
export function agentSeries(agent) {
  const origins = Object.entries(agent.stats())
  const valuesOf = (name) => origins.map(([origin, stats]) => [origin, stats[name]])
  return [
    ...Object.entries(AGENT_STATES).map(([name, help]) => ({ name: `http_agent_${name}`, help, kind: 'gauge', label: 'origin', values: valuesOf(name) })),
    ...Object.entries(AGENT_COUNTS).map(([name, help]) => ({ name: `http_agent_${name === 'idleTimeouts' ? 'idle_timeouts' : name}_total`, help, kind: 'counter', label: 'origin', values: valuesOf(name) })),
  ]
}
