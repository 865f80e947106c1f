/** The resolve hook, the same in both generations of Node's loader hooks. */
import { namesHttp } from './specifier.js'

interface Redirection {
  url: string
  format: 'module'
  shortCircuit: true
}

/**
 * A hook that resolves an import of `node:http` to `entry`, a URL, and leaves everything else alone.
 *
 * Only imports: `require` is answered before a hook would see it (require.ts), and `require.resolve('http')` stays 'http'.
 */
export function resolveHttpTo(entry: string) {
  const redirection: Redirection = { url: entry, format: 'module', shortCircuit: true }
  return <Context extends { conditions: string[] }, Resolution>(
    specifier: string,
    context: Context,
    nextResolve: (specifier: string, context: Context) => Resolution,
  ): Resolution | Redirection => (namesHttp(specifier) && context.conditions.includes('import') ? redirection : nextResolve(specifier, context))
}
