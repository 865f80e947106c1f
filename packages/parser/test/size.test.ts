/** What a bundle of a user's code contains: one build of the WebAssembly, and nothing that was not imported. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Bytes after gzip. The limits are promises of the README. */
const MAX_PARSERS = 30 * 1024
const MAX_DETAILED = 32 * 1024
const MAX_WITHOUT_PARSER = 3 * 1024

const SOURCES = fileURLToPath(new URL('../src', import.meta.url))

/** The part of vite that is used here. */
interface Vite {
  build(options: object): Promise<{ output: { code: string }[] }>
}

/** By name: a bundler with its minifier. Each returns the code of the bundle. */
const BUNDLERS: Record<string, (contents: string) => Promise<string | Uint8Array>> = {
  async esbuild(contents) {
    const { outputFiles } = await build({ stdin: { contents, resolveDir: '.' }, bundle: true, write: false, minify: true, format: 'esm', platform: 'neutral', target: 'es2022', logLevel: 'silent' })
    return outputFiles[0]!.contents
  },
  async vite(contents) {
    // The one that vitest is built on.
    const { resolve } = createRequire(createRequire(import.meta.url).resolve('vitest/package.json'))
    const vite = (await import(pathToFileURL(resolve('vite')).href)) as Vite
    const program = { name: 'program', resolveId: (id: string) => (id === 'program' ? id : null), load: (id: string) => (id === 'program' ? contents : null) }
    const { output } = await vite.build({ configFile: false, logLevel: 'silent', plugins: [program], build: { write: false, target: 'es2022', modulePreload: false, rollupOptions: { input: 'program' } } })
    return output[0]!.code
  },
}

/** The package as it is published: the options are those of scripts/build-package.mjs. The sources have enums that only esbuild replaces by numbers. */
const folder = mkdtempSync(join(tmpdir(), 'parser-size-'))
beforeAll(async () => {
  await build({ entryPoints: ['index', 'tape'].map((name) => join(SOURCES, `${name}.ts`)), outdir: folder, bundle: true, splitting: true, format: 'esm', target: 'es2022', platform: 'neutral', logLevel: 'silent' })
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(Object.entries(BUNDLERS))('bundled by %s', (_bundler, bundle) => {
  /** Bundles and minifies a program that imports these names. Returns its size in bytes after gzip. */
  async function sizeOf(...names: string[]): Promise<number> {
    const code = await bundle(`import { ${names.join(', ')} } from ${JSON.stringify(join(folder, 'index.js'))}; console.log(${names.join(', ')})`)
    return gzipSync(code, { level: 9 }).length
  }

  test('both parsers are less than 30 KiB', async () => {
    const size = await sizeOf('RequestParser', 'ResponseParser')
    expect(size).toBeLessThan(MAX_PARSERS)
    // More than the WebAssembly alone: the check can fail.
    expect(size).toBeGreaterThan(20 * 1024)
  })

  test('details are less than 2 KiB more, which a bundle without them does not have', async () => {
    const size = await sizeOf('RequestParser', 'ResponseParser', 'DetailedRequestParser', 'DetailedResponseParser')
    expect(size).toBeLessThan(MAX_DETAILED)
    expect(size - (await sizeOf('RequestParser', 'ResponseParser'))).toBeGreaterThan(1024)
  })

  test.each(['methodNames', 'Lenient', 'ParseError'])('%s alone is less than 3 KiB', async (name) => {
    expect(await sizeOf(name)).toBeLessThan(MAX_WITHOUT_PARSER)
  })
})
