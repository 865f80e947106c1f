/** Types of describe.mjs, for its tests. */
export type Description = Record<string, Record<string, string>>
export const LEGACY_MODULES: readonly string[]
export function describe(http: object, https: object, modules: Record<string, object>): Description
