/** What the ecosystem command knows of each project: how its tests are run. One row a project; add one to run another. */
import { ava, jest, lab, mocha, nodeTest, vitest } from './runners.mjs'

/**
 * `run`: the runner and the arguments that the project's own test script gives it.
 * `install`: flags of `npm install` in place of the usual ones.
 * `prepare`: scripts of the project's package.json that make what the tests need, after the installation.
 * `env`: variables that the project's own test script sets. NODE_OPTIONS is put behind the preload.
 * `sendsNothing`: true if the tests make requests and responses by hand, so that none goes through a server or a client.
 */
export const PROJECTS = {
  axios: { run: mocha('test/unit/**/*.js', '--timeout', '30000', '--exit') },
  express: { run: mocha('--require', 'test/support/env', '--check-leaks', 'test/', 'test/acceptance/') },
  fastify: { run: nodeTest({ files: [['test', /\.test\.m?js$/]], timeout: 30_000 }) },
  'follow-redirects': { run: mocha() },
  got: { run: ava(), env: { NODE_OPTIONS: '--import=tsx/esm' } },
  hapi: { run: lab('-a', '@hapi/code', '-m', '5000') },
  'http-proxy': { run: mocha('test/*-test.js') },
  'http-proxy-middleware': { run: vitest() },
  koa: { run: nodeTest({ files: [['__tests__', /\.test\.js$/]] }) },
  nock: { run: mocha('--recursive', 'tests') },
  'node-fetch': { run: mocha() },
  'serverless-express': { sendsNothing: true, run: jest() },
  'serverless-http': { install: ['--force'], sendsNothing: true, run: mocha() },
  stoppable: { run: mocha('test/*.test.js') },
  superagent: {
    prepare: ['build:lib'],
    env: { NODE_ENV: 'test', HTTP2_TEST: '' },
    run: mocha('--require', 'should', '--timeout', '5000', '--exit', 'test/*.js', 'test/node/*.js'),
  },
  supertest: { run: mocha('--exit', '--require', 'should', '--check-leaks') },
  ws: { run: mocha('--throw-deprecation', 'test/*.test.js') },
}
