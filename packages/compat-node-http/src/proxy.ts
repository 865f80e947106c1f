/** Proxies from the environment, for the whole process: M-09 and M-12 of docs/behaviours.md. */
import type { ProxyEnv } from '@layered-http/agent'
import { codedError, validateObject } from '@layered-http/shared'
import { builtinHttp } from './builtin.js'
import { processDefaults } from './process-defaults.js'

type SetGlobalProxyFromEnv = (env: object) => () => void
type Variable = 'http_proxy' | 'HTTP_PROXY' | 'https_proxy' | 'HTTPS_PROXY'

/** The variables that name the proxy of a protocol; the first that is set counts. */
export type ProxyVariables = readonly [Variable, Variable]

/** A global agent: that of http, or of https. */
export interface CoveredAgent {
  getGlobalAgent(): object
  setGlobalAgent(agent: never): void
  newGlobalAgent(options: { proxyEnv: ProxyEnv }): object
}

interface Covered extends CoveredAgent {
  readonly variables: ProxyVariables
}

/** One call of {@link setGlobalProxyFromEnv}, and the agents before it. */
interface Setting {
  readonly env: ProxyEnv
  readonly before: Map<Covered, object>
}

const covered: Covered[] = []
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
  const agents = covered.map((agent) => [agent, agent.getGlobalAgent(), proxyOf(env, agent) ? agent.newGlobalAgent({ proxyEnv: env }) : undefined] as const)
  checkUrl(env.http_proxy || env.HTTP_PROXY)
  checkUrl(env.https_proxy || env.HTTPS_PROXY)
  // Node's may set the agents of the module objects, which are ours under the preload: ours come after it.
  const { setGlobalProxyFromEnv: setBuiltin } = builtinHttp() as { setGlobalProxyFromEnv?: SetGlobalProxyFromEnv }
  const restoreBuiltin = setBuiltin?.(env)
  for (const [agent, before, proxied] of agents) {
    setting.before.set(agent, before)
    // Where no proxy is for it, the agent stays.
    replace(agent, proxied ?? before)
  }
  settings.push(setting)
  return function restore() {
    restoreBuiltin?.()
    for (const [agent, before] of setting.before) replace(agent, before)
    const at = settings.indexOf(setting)
    if (at >= 0) settings.splice(at, 1)
  }
}

/** Makes a global agent take the proxies of the process, of the settings that hold already too. The agent of https comes later, with its module. */
export function coverGlobalAgent(variables: ProxyVariables, { getGlobalAgent, setGlobalAgent, newGlobalAgent }: CoveredAgent): void {
  const agent: Covered = { variables, getGlobalAgent, setGlobalAgent, newGlobalAgent }
  covered.push(agent)
  // With NODE_USE_ENV_PROXY=1 or `--use-env-proxy`, it takes proxies from the start.
  if (processDefaults.useEnvProxy) replace(agent, newGlobalAgent({ proxyEnv: process.env }))
  for (const { env, before } of settings) {
    before.set(agent, getGlobalAgent())
    if (proxyOf(env, agent)) replace(agent, newGlobalAgent({ proxyEnv: env }))
  }
}

function replace(covered: Covered, agent: object): void {
  covered.setGlobalAgent(agent as never)
}

function proxyOf(env: ProxyEnv, { variables: [lower, upper] }: Covered): string | undefined {
  return env[lower] || env[upper]
}

/** Throws for a proxy that is not a URL, which an agent would ignore. The message does not show it, because it may contain a password. */
function checkUrl(url: string | undefined): void {
  if (url && !URL.canParse(url)) throw codedError(Error, 'ERR_PROXY_INVALID_CONFIG', 'Invalid proxy URL')
}
