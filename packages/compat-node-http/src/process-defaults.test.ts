/** Defaults of http from the command line and the environment (M-06, M-12, P-31). */
import { expect, test } from 'vitest'
import { readProcessDefaults } from './process-defaults.js'

test.each([
  ['nothing', {}, [], { maxHeaderSize: 16384, insecureHTTPParser: false, useEnvProxy: false }],
  ['an option with its value', {}, ['--max-http-header-size=1024'], { maxHeaderSize: 1024 }],
  ['an option and its value as two arguments', {}, ['--max-http-header-size', '2048'], { maxHeaderSize: 2048 }],
  ['underscores', {}, ['--max_http_header_size=1024', '--insecure_http_parser'], { maxHeaderSize: 1024, insecureHTTPParser: true }],
  ['zero, with which every head is too large', {}, ['--max-http-header-size=0'], { maxHeaderSize: 0 }],
  ['zero in NODE_OPTIONS', { NODE_OPTIONS: '--max-http-header-size=0' }, [], { maxHeaderSize: 0 }],
  ['not a number', {}, ['--max-http-header-size=abc'], { maxHeaderSize: 0 }],
  ['a number followed by other characters', {}, ['--max-http-header-size=10k'], { maxHeaderSize: 10 }],
  ['the number -1', {}, ['--max-http-header-size=-1'], { maxHeaderSize: 2 ** 64 }],
  ['NODE_OPTIONS', { NODE_OPTIONS: '--require "./with space.js" --max-http-header-size=512 --insecure-http-parser' }, [], { maxHeaderSize: 512, insecureHTTPParser: true }],
  ['the command line takes precedence over NODE_OPTIONS', { NODE_OPTIONS: '--max-http-header-size=512' }, ['--max-http-header-size=256'], { maxHeaderSize: 256 }],
  ['a negation', { NODE_OPTIONS: '--insecure-http-parser' }, ['--no-insecure-http-parser'], { insecureHTTPParser: false }],
  ['--use-env-proxy', {}, ['--use-env-proxy'], { useEnvProxy: true }],
  ['NODE_USE_ENV_PROXY=1', { NODE_USE_ENV_PROXY: '1' }, [], { useEnvProxy: true }],
  ['NODE_USE_ENV_PROXY=0', { NODE_USE_ENV_PROXY: '0' }, [], { useEnvProxy: false }],
])('%s', (_, env, args, expected) => {
  expect(readProcessDefaults(env, args)).toMatchObject(expected)
})
