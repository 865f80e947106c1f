/** The names that are redirected. */

/** Whether `specifier` names Node's `http`. */
export function namesHttp(specifier: string): boolean {
  return specifier === 'http' || specifier === 'node:http'
}
