/** Lines of Node that the tests run on, beside the one that runs them. */
export const VERSIONS: readonly string[]
/** True where the package with the binaries runs. */
export const hasBinaries: boolean
/** The path of Node `version`, fetched if it is not there yet. */
export function nodeBinary(version: string): Promise<string>
