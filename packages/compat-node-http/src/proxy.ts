/** Proxies from the environment, for the whole process (M-09 and M-12 of Node). */
import type { ProxyEnv } from '@layered-http/agent'
import { getGlobalAgent, newGlobalAgent, setGlobalAgent } from '@layered-http/client'
import { codedError, validateObject } from '@layered-http/shared'
import { builtinHttp } from './builtin.js'
import { processDefaults } from './process-defaults.js'

type SetGlobalProxyFromEnv = (env: object) => () => void
type Variable = 'http_proxy' | 'HTTP_PROXY' | 'https_proxy' | 'HTTPS_PROXY'

/** The global agent of http, or of https, and the variables that name its proxy; the first that is set counts. */
export interface CoveredAgent {
  readonly variables: readonly [Variable, Variable]
  get(): object
  set(agent: object): void
  create(options: { proxyEnv: ProxyEnv }): object
}

/** What was there before a call of {@link setGlobalProxyFromEnv}. */
interface Setting {
  readonly env: ProxyEnv
  readonly before: Map<CoveredAgent, object>
}

const covered: CoveredAgent[] = []
/** The settings that hold, the last one last. */
const settings: Setting[] = []

/**
 * Makes requests without an agent of their own take the proxies that `env` names, those of http and of https. `fetch` follows where this
 * Node has the function itself (24.14, 25.4 and later).
 *
 * @param env - variables as in `process.env`, which is the default
 * @returns a function that puts back what was there before
 * @throws ERR_INVALID_ARG_TYPE, ERR_PROXY_INVALID_CONFIG
 */
export function setGlobalProxyFromEnv(env: ProxyEnv = process.env): () => void {
  validateObject(env, 'proxyEnv')
  const setting: Setting = { env, before: new Map() }
  const agents = covered.map((agent) => [agent, agent.get(), proxyOf(env, agent) ? agent.create({ proxyEnv: env }) : undefined] as const)
  checkUrl(env.http_proxy || env.HTTP_PROXY)
  checkUrl(env.https_proxy || env.HTTPS_PROXY)
  // Node's may set the agents of the module objects, which are ours under the preload: ours come after it.
  const { setGlobalProxyFromEnv: setBuiltin } = builtinHttp() as { setGlobalProxyFromEnv?: SetGlobalProxyFromEnv }
  const restoreBuiltin = setBuiltin?.(env)
  for (const [agent, before, proxied] of agents) {
    setting.before.set(agent, before)
    // Where no proxy is for it, the agent stays.
    agent.set(proxied ?? before)
  }
  settings.push(setting)
  return function restore() {
    restoreBuiltin?.()
    for (const [agent, before] of setting.before) agent.set(before)
    const at = settings.indexOf(setting)
    if (at >= 0) settings.splice(at, 1)
  }
}

/** A global agent that takes part, from now on and in what holds already: that of https comes with its module. */
export function coverGlobalAgent(agent: CoveredAgent): void {
  covered.push(agent)
  // With NODE_USE_ENV_PROXY=1 or `--use-env-proxy` it takes proxies from the start.
  if (processDefaults.useEnvProxy) agent.set(agent.create({ proxyEnv: process.env }))
  for (const { env, before } of settings) {
    before.set(agent, agent.get())
    if (proxyOf(env, agent)) agent.set(agent.create({ proxyEnv: env }))
  }
}

/** Covers the global agent of http. */
export function applyEnvProxy(): void {
  coverGlobalAgent({ variables: ['http_proxy', 'HTTP_PROXY'], get: getGlobalAgent, set: setGlobalAgent, create: newGlobalAgent })
}

function proxyOf(env: ProxyEnv, { variables: [lower, upper] }: CoveredAgent): string | undefined {
  return env[lower] || env[upper]
}

/** An agent ignores what is not http; for the process that is a mistake. What it says may have a password, and is not shown. */
function checkUrl(url: string | undefined): void {
  if (url && !URL.canParse(url)) throw codedError(Error, 'ERR_PROXY_INVALID_CONFIG', 'Invalid proxy URL')
}
