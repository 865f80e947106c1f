/** The names that are redirected, and to what. */

/** The modules of Node that this package stands in for. Each is an entry of the same name, but for `http`, which is the main one. */
export const MODULE_NAMES = ['http', '_http_agent', '_http_client', '_http_common', '_http_incoming', '_http_outgoing', '_http_server'] as const
export type ModuleName = (typeof MODULE_NAMES)[number]

/** The module objects by name. */
export type Modules = Readonly<Record<ModuleName, object>>

const names: ReadonlySet<string> = new Set(MODULE_NAMES)

/** Which of them `specifier` names, with `node:` or without; undefined for everything else. */
export function moduleNamed(specifier: string): ModuleName | undefined {
  const name = specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier
  return names.has(name) ? (name as ModuleName) : undefined
}
