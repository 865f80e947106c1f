/** How the ecosystem command runs the tests of each project. To run another project, add a row. */
import { ava, jest, lab, mocha, nodeTest, vitest } from './runners.mjs'

/**
 * `run`: the runner and its arguments in the project's own test script.
 * `install`: flags of `npm install` that replace the usual ones.
 * `prepare`: scripts of the project's package.json that the tests need, run after the installation.
 * `env`: variables that the project's own test script sets. NODE_OPTIONS is added after the preload.
 * `sendsNothing`: true if the tests construct requests and responses themselves, so that no request goes through a server or a client.
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
