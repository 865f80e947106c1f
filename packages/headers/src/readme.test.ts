/** The README's examples run and have the results in their comments: `// → value`, `// throws: message`. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as headers from './index.js'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const EXAMPLES = Array.from(README.matchAll(/^```js\n([\s\S]*?)^```$/gm), (match) => match[1]!)

/** Returns an example as the body of a function. Imports come from `module`; lines with a result become calls of `check` or `fails`. */
function runnable(example: string): string {
  return example
    .replaceAll(/^import (\{.*\}) from '@layered-http\/headers'$/gm, 'const $1 = module')
    .replaceAll(/^(.+?) \/\/ → (.+)$/gm, 'check(() => $1, $2)')
    .replaceAll(/^(.+?) \/\/ throws: (.+)$/gm, 'fails(() => $1, String.raw`$2`)')
}

describe('README', () => {
  it('has an example in every section', () => {
    for (const section of README.split(/^## /m).slice(1)) expect(section).toContain('```js')
  })

  it.each(EXAMPLES)('runs\n%s', (example) => {
    let checked = 0
    const run = new Function('module', 'check', 'fails', runnable(example)) as (...args: unknown[]) => void
    run(
      headers,
      (line: () => unknown, expected: unknown) => {
        checked++
        expect(line()).toEqual(expected)
      },
      (line: () => unknown, message: string) => {
        checked++
        expect(line).toThrow(message)
      },
    )
    expect(checked).toBe((example.match(/\/\/ (→|throws:) /g) ?? []).length)
    expect(checked).toBeGreaterThan(0)
  })
})
