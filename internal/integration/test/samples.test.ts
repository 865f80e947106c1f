/** Names that the samples of the documentation import exist. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesIn, ROOT } from './support/sources.js'

test('every package exports the names that samples import from it', async () => {
  const imports = filesIn('', ['.md']).flatMap((page) =>
    [...readFileSync(`${ROOT}${page}`, 'utf8').matchAll(/^ *```(?:js|ts)\n([^]*?)^ *```$/gm)].flatMap(([, code]) =>
      [...code!.matchAll(/^import (?:\{ ([^}]+) \}|(\w+)) from '(@layered-http\/[^']+)'/gm)].map(([, names, single, entry]) => ({ page, entry: entry!, names: names?.split(/,\s*/) ?? [single && 'default'] })),
    ),
  )
  expect(imports.length).toBeGreaterThan(10)
  const missing = []
  // Importing `register` would replace `node:http` in this process.
  for (const { page, entry, names } of imports.filter(({ entry }) => !entry.endsWith('/register'))) {
    const exported: object = await import(entry)
    // Types are checked where the sample is compiled.
    for (const name of names.filter((one) => !one!.startsWith('type '))) {
      const [original] = name!.split(' as ')
      if (!(original! in exported)) missing.push(`${page}: ${original} of ${entry}`)
    }
  }
  expect(missing).toEqual([])
})
