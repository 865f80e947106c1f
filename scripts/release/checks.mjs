/** What a tarball must be before it is published. Each check returns the mistakes that it finds, as lines. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** TypeScript before 5.8 refuses `require()` of an ES module. Every Node that we support can do it, and TypeScript 5.8 knows that. */
const NO_MISTAKE_HERE = new Set(['CJSResolvesToESM'])

/** Not modules for TypeScript: bundlers and runtimes load them by their address. */
const NO_MODULE = /\.wasm$/

/** Returns the mistakes in the declarations of a tarball, as [are the types wrong](https://arethetypeswrong.github.io) sees them. */
export async function typeMistakes(tarball) {
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core')
  const { problems = [] } = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))))
  const mistakes = problems.filter(({ kind, entrypoint }) => !NO_MISTAKE_HERE.has(kind) && !NO_MODULE.test(entrypoint))
  return mistakes.map(({ kind, entrypoint, resolutionKind }) => [kind, entrypoint, resolutionKind].filter(Boolean).join(' '))
}

/** Returns the mistakes in the manifest of a tarball, and between the manifest and the files. */
export async function manifestMistakes(tarball) {
  const { publint } = await import('publint')
  const { formatMessage } = await import('publint/utils')
  const data = readFileSync(tarball)
  const { messages, pkg } = await publint({ pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) } })
  return messages.map((message) => formatMessage(message, pkg, { color: false }))
}

/** Returns a line if the tarball of `bytes` bytes is larger than its budget. */
export function sizeMistakes(bytes, budget) {
  if (budget === undefined) return ['no budget in scripts/release/sizes.mjs']
  return bytes > budget ? [`${bytes} bytes, ${bytes - budget} more than the budget in scripts/release/sizes.mjs`] : []
}

/** Returns a line if the changelog in the tarball does not begin with the version in its manifest, or if a dependency has no version. */
export function versionMistakes(tarball) {
  const manifest = JSON.parse(fileIn(tarball, 'package.json'))
  const [, newest] = /^## (.+)$/m.exec(fileIn(tarball, 'CHANGELOG.md') ?? '') ?? []
  const loose = Object.entries(manifest.dependencies ?? {}).filter(([, range]) => !/^\^\d+\.\d+\.\d+$/.test(range))
  return [
    ...(newest === manifest.version ? [] : [`the newest version in CHANGELOG.md is ${newest}, that of the manifest ${manifest.version}`]),
    ...loose.map(([name, range]) => `the range of ${name} is ${range}`),
  ]
}

/** Returns the text of a file of a tarball, or `undefined` if it has none. */
function fileIn(tarball, file) {
  try {
    return execFileSync('tar', ['-xzOf', tarball, `package/${file}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}
