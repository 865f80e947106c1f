/** `inspect` of `node:util`, for the texts of errors. An import of that module would make Node load worker threads, diffs and more at the start of the program: 3 ms of CPU. */

/** Returns `value` as text, for a developer. */
export function inspect(value: unknown): string {
  // eslint-disable-next-line no-restricted-globals -- the parser, which runs everywhere, does not use this file
  return process.getBuiltinModule('node:util').inspect(value)
}
