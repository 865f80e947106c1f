/** The resolve hook, the same in both generations of Node's loader hooks. */
import { moduleNamed, MODULE_NAMES } from './specifier.js'

interface Redirection {
  url: string
  format: 'module'
  shortCircuit: true
}

/**
 * A hook that resolves an import of `node:http` and its like to this package's entries, and leaves everything else alone.
 *
 * @param folder - URL of the folder of the entries
 *
 * Only imports: `require` is answered before a hook would see it (require.ts), and `require.resolve('http')` stays 'http'.
 */
export function resolveHttpTo(folder: string) {
  const entry = (name: string): Redirection => ({ url: new URL(`${name === 'http' ? 'index' : name}.js`, folder).href, format: 'module', shortCircuit: true })
  const redirections = new Map(MODULE_NAMES.map((name) => [name, entry(name)]))
  return <Context extends { conditions: string[] }, Resolution>(
    specifier: string,
    context: Context,
    nextResolve: (specifier: string, context: Context) => Resolution,
  ): Resolution | Redirection => {
    const name = moduleNamed(specifier)
    return name !== undefined && context.conditions.includes('import') ? redirections.get(name)! : nextResolve(specifier, context)
  }
}
