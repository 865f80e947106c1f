/**
 * Targets: upper bounds of the ratio to a peer's cost, on the same Node in the same round. `of` is our side of the ratio. In suites of many cases
 * a target applies to every case of `grid`; `shown` is the case that is drawn.
 */
const OURS = 'layered-http'

export const TARGETS = [
  { suite: 'server', of: OURS, to: 'node:http', most: 0.67 },
  { suite: 'server', of: OURS, to: 'raw net (floor)', most: 1.35 },
  { suite: 'server', of: OURS, to: 'node:http, Bun', most: 1 },
  { suite: 'server-headers', of: OURS, to: 'node:http', most: 0.77 },
  { suite: 'server-post', of: OURS, to: 'node:http', most: 0.77 },
  { suite: 'server-64k', of: OURS, to: 'node:http', most: 1 },
  { suite: 'server-download', of: OURS, to: 'node:http', most: 1 },
  { suite: 'server-upload', of: OURS, to: 'node:http', most: 1 },
  { suite: 'express', of: OURS, to: 'node:http', most: 1 },
  { suite: 'fastify', of: OURS, to: 'node:http', most: 1 },
  { suite: 'proxy', of: OURS, to: 'node:http', most: 0.63 },
  { suite: 'client', of: OURS, to: 'node:http', most: 0.5 },
  { suite: 'client', of: OURS, to: 'undici request', most: 1 },
  { suite: 'client-post', of: OURS, to: 'node:http', most: 0.5 },
  { suite: 'client-post', of: OURS, to: 'undici request', most: 1 },
  { suite: 'client-download', of: OURS, to: 'node:http', most: 1 },
  { suite: 'https-server', of: OURS, to: 'node:https', most: 0.85 },
  { suite: 'https-client', of: OURS, to: 'node:https', most: 0.85 },
  { suite: 'https-resume', of: OURS, to: 'node:https', most: 1 },
  { suite: 'https-resume-server', of: OURS, to: 'node:https', most: 1 },
  { suite: 'https-proxy', of: OURS, to: 'node:https', most: 1 },
  { suite: 'memory', of: OURS, to: 'node:http', most: 0.8 },
  { suite: 'parser', grid: 'parser', shown: 'browser request, 10 fields', of: OURS, to: 'Node native', most: 0.5 },
  { suite: 'parser', grid: 'parser', shown: 'browser request, 10 fields', of: `${OURS}, rawHeaders`, to: 'Node native', most: 1 },
  { suite: 'parser', grid: 'parser', shown: 'browser request, 10 fields', of: OURS, to: 'bare llhttp', most: 1.1 },
]

/** Returns the target for a ratio; undefined if there is no target. */
export function targetOf({ suite, grid, of = OURS, to }) {
  return TARGETS.find((target) => target.suite === suite && target.grid === grid && target.of === of && target.to === to)
}

/** Compares the number as it is shown, with two digits. */
export function isMet({ most }, { median }) {
  return Number(median.toFixed(2)) <= most
}
