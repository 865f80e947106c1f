/** The rows of the matrix: one for each scenario, in the order of the page. */

/**
 * `library`: its package, or several; their versions are those of package.json.
 * `exercises`: what people use it for, in one phrase.
 * `nodes`: the first and last line of Node on which the library runs at all, with the reason.
 * `reasons`: why a cell of the page may differ, by line of Node and column; it is shown beside the difference.
 */
export const SECTIONS = [
  {
    title: 'Frameworks',
    rows: {
      express5: { library: 'express', exercises: 'routes, bodies both ways, streams, errors, cookies, redirections, ETags, negotiation, lost clients' },
      express4: { library: 'express4', title: 'express 4', exercises: 'the same as Express 5' },
      fastify: { library: ['fastify', '@fastify/multipart'], exercises: 'routes, schemas, hooks, forms, streams, inject' },
      koa: { library: ['koa', '@koa/router', '@koa/bodyparser'], exercises: 'middleware around routes, bodies, streams, cookies' },
      hapi: { library: '@hapi/hapi', exercises: 'routes, forms, ranges, boom errors, inject' },
      'nest-express': { library: ['@nestjs/core', '@nestjs/platform-express'], title: 'NestJS on Express', exercises: 'controllers, injection, streamed files, uploads, events of observables' },
      'nest-fastify': { library: ['@nestjs/core', '@nestjs/platform-fastify'], title: 'NestJS on Fastify', exercises: 'controllers, injection, streamed files, events of observables' },
      restify: { library: 'restify', exercises: 'routes, plugins, formatters, methods', nodes: { last: 22, why: 'its dependency spdy uses a binding that Node 24 has removed' } },
      polka: { library: 'polka', exercises: 'routes, middleware, errors' },
      hono: { library: ['hono', '@hono/node-server'], exercises: 'web-standard handlers, streams, events, compression, forms' },
      connect: { library: ['connect', 'morgan', 'cookie-session'], exercises: 'middleware that wraps responses: logs, sessions, compression' },
    },
  },
  {
    title: 'Parts of servers',
    rows: {
      'serve-static': { library: 'serve-static', exercises: 'files, ranges, 304, 412, 416, index pages, downloads that are given up' },
      multer: { library: 'multer', exercises: 'files in memory and on disk, limits, uploads that are given up' },
      busboy: { library: ['busboy', 'formidable'], exercises: 'forms with files, several at once, forms that are cut' },
      compression: { library: 'compression', exercises: 'gzip, deflate, brotli, streams, flush' },
      ws: { library: 'ws', exercises: 'messages, compression, subprotocols, refusals, cut connections, streams' },
      'socket-io': { library: ['socket.io', 'socket.io-client'], exercises: 'polling, WebSocket, the upgrade between them, rooms, acknowledgements' },
      sse: { library: ['better-sse', 'eventsource'], title: 'better-sse and eventsource', exercises: 'events, a connection that is lost and made again, refusals' },
      'http-proxy': { library: 'http-proxy', exercises: 'all requests of Express through it, WebSockets, targets that fail' },
      'http-proxy-middleware': { library: 'http-proxy-middleware', exercises: 'paths, changed bodies and responses, uploads, WebSockets' },
      stoppable: { library: 'stoppable', exercises: 'a stop with idle, busy and stuck connections' },
      'http-terminator': { library: 'http-terminator', exercises: 'a stop with busy and stuck connections' },
      'light-my-request': { library: 'light-my-request', exercises: 'requests to handlers without a network' },
      'serverless-http': { library: 'serverless-http', exercises: 'Express behind events of API Gateway' },
      apollo: { library: ['@apollo/server', '@as-integrations/express5'], exercises: 'queries, mutations, errors, GET, draining' },
      'graphql-http': { library: 'graphql-http', exercises: 'queries, errors, GET' },
    },
  },
  {
    title: 'Development servers',
    rows: {
      next: { library: 'next', title: 'Next.js', exercises: 'a custom server: pages, API routes, streams, static files' },
      vite: { library: 'vite', exercises: 'modules, 304, ranges, its proxy, the socket of updates, preview' },
      'webpack-dev-server': { library: 'webpack-dev-server', exercises: 'bundles, ranges, static files, its proxy, the socket of updates' },
    },
  },
  {
    title: 'Clients',
    rows: {
      axios: { library: 'axios', exercises: 'bodies, streams, forms, redirections, timeouts, aborts, agents, progress, limits' },
      got: { library: 'got', exercises: 'the same, with retries, cookies, pages, timings' },
      'node-fetch': { library: 'node-fetch', exercises: 'bodies, streams, forms, redirections, aborts, agents' },
      superagent: { library: 'superagent', exercises: 'bodies, forms, redirections, retries, cookies, pipes' },
      supertest: { library: 'supertest', exercises: 'assertions on apps and servers, cookies, redirections' },
      'follow-redirects': { library: 'follow-redirects', exercises: 'methods and bodies over redirections, history, limits, other hosts' },
      needle: { library: 'needle', exercises: 'bodies, forms, streams, timeouts, aborts, cookies' },
      agentkeepalive: { library: 'agentkeepalive', exercises: 'connections used again, their times and lives, limits' },
      'proxy-agent': { library: ['proxy-agent', 'http-proxy-agent', 'https-proxy-agent'], exercises: 'a forward proxy and its tunnels' },
      nock: { library: 'nock', exercises: 'replies, matching, errors, delays, the network beside them', nodes: { first: 22, why: 'its dependency @mswjs/interceptors needs Node 22' } },
      msw: { library: 'msw', exercises: 'handlers, streams, passthrough, errors, the network beside them', nodes: { first: 22, why: 'its dependency @mswjs/interceptors needs Node 22' } },
      smithy: { library: ['@smithy/node-http-handler', '@aws-sdk/client-s3'], exercises: 'all requests of clients, and objects of S3' },
      gaxios: { library: 'gaxios', exercises: 'all requests of clients, retries, parts; on node-fetch' },
    },
  },
  {
    title: 'Instrumentation',
    rows: {
      opentelemetry: { library: '@opentelemetry/instrumentation-http', exercises: 'spans of both sides, the trace that requests carry, errors, hooks' },
      'dd-trace': { library: 'dd-trace', exercises: 'spans of both sides, the trace that requests carry, its agent' },
      newrelic: { library: 'newrelic', exercises: 'transactions of servers with requests inside' },
      'elastic-apm-node': { library: 'elastic-apm-node', exercises: 'transactions, the trace that requests carry, its collector' },
    },
  },
]

export const ROWS = Object.assign({}, ...SECTIONS.map(({ rows }) => rows))

/** The lines of Node of the matrix. */
export const LINES = [20, 22, 24, 26]

/** The scenarios that run on Bun and Deno too. */
export const ON_RUNTIMES = ['express5', 'ws', 'axios']

/** True if the library of a row runs on a line of Node. */
export function runsOn({ nodes = {} }, line) {
  return line >= (nodes.first ?? 0) && line <= (nodes.last ?? Infinity)
}

/** Returns the packages of a row. */
export function packagesOf({ library }) {
  return [library].flat()
}
