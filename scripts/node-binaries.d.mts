/** Versions of Node that the tests use, besides the running one. */
export const VERSIONS: readonly string[]
/** True if the package has binaries for this platform. */
export const hasBinaries: boolean
/** Returns the path of Node `version`. Fetches it if it is missing. */
export function nodeBinary(version: string): Promise<string>
