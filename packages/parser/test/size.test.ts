/** What a bundle of a user's code contains: one build of the WebAssembly, and nothing that was not imported. */
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** Bytes after gzip. The limits are promises of the README. */
const MAX_PARSERS = 30 * 1024
const MAX_DETAILED = 32 * 1024
const MAX_WITHOUT_PARSER = 3 * 1024

const ENTRY = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/** Bundles and minifies a program that imports these names. Returns its size in bytes after gzip. */
async function sizeOf(...names: string[]): Promise<number> {
  const contents = `import { ${names.join(', ')} } from ${JSON.stringify(ENTRY)}; console.log(${names.join(', ')})`
  const { outputFiles } = await build({ stdin: { contents, resolveDir: '.' }, bundle: true, write: false, minify: true, format: 'esm', platform: 'neutral', target: 'es2022', logLevel: 'silent' })
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length
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
