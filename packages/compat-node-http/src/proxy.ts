/** Proxies from the environment, for the whole process (M-09 and M-12 of Node). */
import type { ProxyEnv } from '@layered-http/agent'
import { getGlobalAgent, newGlobalAgent, setGlobalAgent } from '@layered-http/client'
import { codedError, validateObject } from '@layered-http/shared'
import { builtinHttp } from './builtin.js'
import { processDefaults } from './process-defaults.js'

type SetGlobalProxyFromEnv = (env: object) => () => void

/**
 * Makes requests without an agent of their own take the proxies that `env` names. `https` and `fetch` follow where this
 * Node has the function itself (24.14, 25.4 and later); before that only this package's requests do.
 *
 * @param env - variables as in `process.env`, which is the default
 * @returns a function that puts back what was there before
 * @throws ERR_INVALID_ARG_TYPE, ERR_PROXY_INVALID_CONFIG
 */
export function setGlobalProxyFromEnv(env: ProxyEnv = process.env): () => void {
  validateObject(env, 'proxyEnv')
  const before = getGlobalAgent()
  const forHttp = env.http_proxy || env.HTTP_PROXY
  // Where no proxy is for http, its agent stays.
  const agent = forHttp ? newGlobalAgent({ proxyEnv: env }) : before
  checkUrl(forHttp)
  checkUrl(env.https_proxy || env.HTTPS_PROXY)
  const { setGlobalProxyFromEnv: setBuiltin } = builtinHttp() as { setGlobalProxyFromEnv?: SetGlobalProxyFromEnv }
  const restoreBuiltin = setBuiltin?.(env)
  setGlobalAgent(agent)
  return function restore() {
    restoreBuiltin?.()
    setGlobalAgent(before)
  }
}

/** An agent ignores what is not http; for the process that is a mistake. What it says may have a password, and is not shown. */
function checkUrl(url: string | undefined): void {
  if (url && !URL.canParse(url)) throw codedError(Error, 'ERR_PROXY_INVALID_CONFIG', 'Invalid proxy URL')
}

/** With NODE_USE_ENV_PROXY=1 or `--use-env-proxy` the global agent takes proxies from the start. */
export function applyEnvProxy(): void {
  if (processDefaults.useEnvProxy) setGlobalAgent(newGlobalAgent({ proxyEnv: process.env }))
}
