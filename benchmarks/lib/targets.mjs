/**
 * Targets: upper bounds of the ratio to a peer's cost, on the same Node in the same round. `of` is our side of the ratio. With `above` the ratio
 * is that of the costs above the floor (`lib/above-floor.mjs`), otherwise that of the whole costs. In suites of many cases a target applies to
 * every case of `grid`; `shown` is the case that is drawn.
 */
const OURS = 'layered-http'

export const TARGETS = [
  { suite: 'server', of: OURS, to: 'node:http', above: true, most: 0.35 },
  { suite: 'server', of: OURS, to: 'node:http, Bun', most: 1 },
  { suite: 'server-headers', of: OURS, to: 'node:http', above: true, most: 0.5 },
  { suite: 'server-post', of: OURS, to: 'node:http', above: true, most: 0.6 },
  { suite: 'server-64k', of: OURS, to: 'node:http', most: 0.9 },
  { suite: 'server-download', of: OURS, to: 'node:http', most: 0.9 },
  { suite: 'server-upload', of: OURS, to: 'node:http', most: 1 },
  { suite: 'server-upload-app', of: OURS, to: 'node:http', most: 1 },
  { suite: 'connections', of: OURS, to: 'node:http', most: 0.95 },
  { suite: 'express', of: OURS, to: 'node:http', above: true, most: 0.8 },
  { suite: 'fastify', of: OURS, to: 'node:http', above: true, most: 0.85 },
  { suite: 'proxy', of: OURS, to: 'node:http', most: 0.6 },
  ...['client', 'client-post', 'client-headers'].flatMap((suite) => [
    { suite, of: OURS, to: 'node:http', above: true, most: 0.35 },
    { suite, of: OURS, to: 'undici request', most: 1 },
    { suite, of: OURS, to: 'undici dispatch', most: 1.2 },
  ]),
  { suite: 'client-download', of: OURS, to: 'node:http', most: 0.9 },
  { suite: 'https-server', of: OURS, to: 'node:https', most: 0.85 },
  { suite: 'https-client', of: OURS, to: 'node:https', most: 0.85 },
  { suite: 'https-resume', of: OURS, to: 'node:https', most: 1 },
  { suite: 'https-resume-server', of: OURS, to: 'node:https', most: 1 },
  { suite: 'https-proxy', of: OURS, to: 'node:https', most: 1 },
  { suite: 'memory', of: OURS, to: 'node:http', most: 0.8 },
  ...['RSS, largest', 'heap', 'outside of the heap'].map((grid) => ({ suite: 'load-memory', grid, shown: '50 connections', of: OURS, to: 'node:http', most: 1 })),
  ...['hello world', 'JSON of 1 KiB posted'].map((grid) => ({ suite: 'latency', grid, shown: 'p99', of: OURS, to: 'node:http', most: 1 })),
  { suite: 'warm-up', grid: 'the first 5,000 requests', shown: 'server', of: OURS, to: 'node:http', most: 1 },
  { suite: 'parser', grid: 'parser', shown: 'browser request, 10 fields', of: OURS, to: 'Node native', most: 0.5 },
  { suite: 'parser', grid: 'parser', shown: 'browser request, 10 fields', of: `${OURS}, rawHeaders`, to: 'Node native', most: 1 },
  { suite: 'parser', grid: 'parser', shown: 'browser request, 10 fields', of: OURS, to: 'bare llhttp', most: 1.1 },
]

/** Returns the target for a ratio; undefined if there is no target. */
export function targetOf({ suite, grid, of = OURS, to, above = false }) {
  return TARGETS.find((target) => target.suite === suite && target.grid === grid && target.of === of && target.to === to && (target.above ?? false) === above)
}

/** Compares the number as it is shown, with two digits. */
export function isMet({ most }, { median }) {
  return Number(median.toFixed(2)) <= most
}
