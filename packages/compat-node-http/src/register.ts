/**
 * `@layered-http/compat-node-http/register`: the preload door. With it, everything in the process that asks for `http`
 * or `node:http` (the app and its dependencies, by `require` or by `import`) gets this package instead.
 *
 *     node --import  @layered-http/compat-node-http/register app.js
 *     node --require @layered-http/compat-node-http/register app.js
 *     NODE_OPTIONS='--import @layered-http/compat-node-http/register' npm start
 *
 * Both flags do the same, and doing it twice does no more than doing it once. Worker threads inherit it; those made with
 * `eval: true` only from `--require`, because Node gives them no `--import`. On Node 22.12, `--require` prints Node's warning
 * about ES modules in `require()`; 20.19, 22.13 and later print none. Nothing but `http`, and the
 * deprecated `_http_*` modules beside it, is redirected: `node:https`, `fetch`
 * and every other built-in module stay Node's own.
 *
 * Node's `http` stays reachable, whether or not the process was preloaded before:
 *
 *     import { builtinHttp } from '@layered-http/compat-node-http/register'
 *
 * Without the flags this module may also be the first import of a program: what is required, or imported dynamically, after it
 * is redirected; what was resolved before it, as every static import is, is not.
 *
 * Only the order of things lives here; `preload/` has a file for each way that leads to a module.
 *
 * @packageDocumentation
 */
import type * as nodeHttp from 'node:http'
import _http_agent from './_http_agent.js'
import _http_client from './_http_client.js'
import _http_common from './_http_common.js'
import _http_incoming from './_http_incoming.js'
import _http_outgoing from './_http_outgoing.js'
import _http_server from './_http_server.js'
import { http } from './http.js'
import { preloadOnce } from './preload/once.js'
import { redirectGetBuiltinModule } from './preload/get-builtin-module.js'
import { redirectImport } from './preload/import.js'
import { redirectRequire } from './preload/require.js'
import { redirectSyncExports } from './preload/sync-exports.js'

/** Node's own `http`. */
export const builtinHttp: typeof nodeHttp = preloadOnce(() => {
  const modules = { http, _http_agent, _http_client, _http_common, _http_incoming, _http_outgoing, _http_server }
  redirectRequire(modules)
  redirectGetBuiltinModule(modules)
  redirectSyncExports()
  // Of an entry, which lies beside the other entries before and after the build.
  redirectImport(new URL('./', import.meta.url), new URL('./register-hooks.js', import.meta.url))
})
