/**
 * `@layered-http/compat-node-http/register`: the preload door. With it, everything in the process that asks for `http`, `https` or the
 * deprecated `_http_*` modules (the app and its dependencies, by `require`, `import` or `process.getBuiltinModule`) finds this package there.
 *
 *     node --import  @layered-http/compat-node-http/register app.js
 *     node --require @layered-http/compat-node-http/register app.js
 *     NODE_OPTIONS='--import @layered-http/compat-node-http/register' npm start
 *
 * It replaces the members of Node's module objects, once for each thread: no loader hook, and nothing of the module loader is touched. So the
 * default export of this package and Node's module are one object from then on, and what a tool replaces on it is seen by all. Both
 * flags do the same, and doing it twice does no more than doing it once; neither does a second copy of this package. Worker threads inherit
 * the flag; those made with `eval: true` only `--require`, because Node gives them no `--import`.
 *
 * Node's own modules stay reachable, whether or not the process was preloaded before:
 *
 *     import { builtinHttp, builtinHttps } from '@layered-http/compat-node-http/register'
 *
 * Without the flags this module may also be imported by a program: from then on `http` and `https` are ours for all, those who
 * have imported them before included. Only what was read off them before (`const { request } = http`) stays Node's.
 *
 * @packageDocumentation
 */
import type * as nodeHttp from 'node:http'
import type * as nodeHttps from 'node:https'
import { requireWebAssembly } from '@layered-http/parser/tape'
import _http_agent from './_http_agent.js'
import _http_client from './_http_client.js'
import _http_common from './_http_common.js'
import _http_incoming from './_http_incoming.js'
import _http_outgoing from './_http_outgoing.js'
import _http_server from './_http_server.js'
import { printPreloaded } from './debug.js'
import { http } from './http.js'
import { https } from './https-object.js'
import { preloadOnce } from './preload/once.js'

// Said at the start of the process, not when the first connection comes.
requireWebAssembly()
const builtins = preloadOnce({ http, https, _http_agent, _http_client, _http_common, _http_incoming, _http_outgoing, _http_server })
printPreloaded(import.meta.url)

/** Node's own `http`. */
export const builtinHttp: typeof nodeHttp = builtins.builtinHttp
/** Node's own `https`. */
export const builtinHttps: typeof nodeHttps = builtins.builtinHttps
