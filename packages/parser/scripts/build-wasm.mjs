/**
 * Makes the package's WebAssembly: llhttp, taken out of the pinned development dependency `undici`, and the recorder, compiled from
 * recorder/ by AssemblyScript, merged into one module by binaryen. All three are npm packages that run on any Node; the published package
 * depends on none of them.
 *
 * There are two builds, with SIMD and without. Both are published as files, wasm/parser.wasm and wasm/parser-no-simd.wasm. The one with SIMD is also in
 * src/wasm/binary.generated.ts, as text that compresses well (see text-code.mjs).
 *
 * A sha256 that differs stops the build: the record layouts, guards and addresses of this package were checked against exactly
 * this llhttp. To move to another, change the version of undici in package.json, read llhttp's changelog, and then
 * change the constants here.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { encode } from './text-code.mjs'

const LLHTTP_VERSION = '9.3.1'
const BUILDS = [
  {
    // 128-bit SIMD makes long header values a third cheaper. Processors without it are older than 2008.
    name: 'parser',
    source: 'undici/lib/llhttp/llhttp_simd-wasm.js',
    sha256: '2434215e1f7fa0163f22ce895ddbeb83984fa0aa51e123164e053213e5aca028',
    simd: true,
  },
  {
    name: 'parser-no-simd',
    source: 'undici/lib/llhttp/llhttp-wasm.js',
    sha256: '57184a16144b5bc880e29105fa35d75c93dd318563e1b743e110de845e2ab661',
    simd: false,
  },
]
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TARGET = join(ROOT, 'src/wasm/binary.generated.ts')
/** Folder of the published modules. */
const MODULES = join(ROOT, 'wasm')
/** The custom section with the identity of a build. It tells a module of this version from any other. */
const SECTION = 'layered-http'
/** What `src/wasm/exports.ts` declares. All that these do not need is left out; what is left is not changed. */
const EXPORTS = [
  ...['memory', '_initialize', 'readMessages', 'readSizeLine'],
  ...['reset', 'execute', 'finish', 'resume_after_upgrade', 'get_error_reason', 'get_error_pos', 'errno_name'].map((name) => `llhttp_${name}`),
  ...['headers', 'chunked_length', 'keep_alive', 'transfer_encoding', 'version', 'data_after_close'].map((name) => `llhttp_set_lenient_${name}`),
  ...['optional_lf_after_cr', 'optional_crlf_after_chunk', 'optional_cr_before_lf', 'spaces_after_chunk_size'].map((name) => `llhttp_set_lenient_${name}`),
]
/** Without SIMD the recorder uses only the first version of WebAssembly. It allocates nothing. */
const RECORDER_OPTIONS = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--use', 'abort=']
const NEWER_FEATURES = ['mutable-globals', 'sign-extension', 'nontrapping-f2i', 'bulk-memory'].flatMap((name) => ['--disable', name])

const require = createRequire(import.meta.url)
const binaryen = (tool) => join(dirname(require.resolve('binaryen')), 'bin', tool)
const folder = mkdtempSync(join(tmpdir(), 'parser-wasm-'))
const graph = join(folder, 'graph.json')
try {
  await build()
} finally {
  rmSync(folder, { recursive: true })
}

async function build() {
  const modules = []
  for (const { name, source, sha256, simd } of BUILDS) {
    const llhttp = join(folder, `${name}-llhttp.wasm`)
    writeFileSync(llhttp, checked(source, sha256))
    const recorder = join(folder, `${name}-recorder.wasm`)
    await compileRecorder(recorder, simd)
    // Both answer to `env`, the name under which llhttp looks for its callbacks. Merging changes no code.
    const merged = join(folder, `${name}-merged.wasm`)
    const features = simd ? ['--enable-simd'] : []
    execFileSync(process.execPath, [binaryen('wasm-merge'), llhttp, 'env', recorder, 'env', '-o', merged, '--mvp-features', ...features], { stdio: 'inherit' })
    const used = join(folder, `${name}-used.wasm`)
    writeFileSync(graph, JSON.stringify([{ name: 'package', root: true, reaches: EXPORTS }, ...EXPORTS.map((name) => ({ name, export: name }))]))
    // Its report names what was removed. That is a third of the module: an allocator, and lists of names.
    execFileSync(process.execPath, [binaryen('wasm-metadce'), merged, '--graph-file', graph, '-o', used, '--mvp-features', ...features], { stdio: ['ignore', 'ignore', 'inherit'] })
    const code = readFileSync(used)
    const identity = createHash('sha256').update(code).digest('hex').slice(0, 16)
    const module = Buffer.concat([code, customSection(SECTION, identity)])
    mkdirSync(MODULES, { recursive: true })
    writeIfChanged(join(MODULES, `${name}.wasm`), module)
    modules.push({ module, identity })
  }
  const { text, alphabet } = encode(modules[0].module)
  writeIfChanged(
    TARGET,
    `// Generated by scripts/build-wasm.mjs from recorder/ and the npm package undici. Do not edit.
// llhttp is MIT licensed, copyright Fedor Indutny 2018; see THIRD_PARTY_NOTICES.md.

/** The llhttp release in this file. */
export const LLHTTP_VERSION = '${LLHTTP_VERSION}'

/** The custom section that modules of this version have, and its content: with SIMD, and without. */
export const SECTION = '${SECTION}'
export const IDENTITIES = [${modules.map(({ identity }) => `'${identity}'`).join(', ')}]

/** The module with SIMD, see text-code.ts. llhttp's sha256 is ${BUILDS[0].sha256} */
export const ALPHABET = '${alphabet}'
export const TEXT =
  '${text}'
`,
  )
}

/** Returns a custom section of a WebAssembly module: its kind, its size, the name and the content, each with its length. All are below 128 bytes, so a length is one byte. */
function customSection(name, content) {
  const body = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from(content)])
  return Buffer.concat([Buffer.from([0, body.length]), body])
}

function writeIfChanged(path, content) {
  if (!existsSync(path) || !Buffer.from(content).equals(readFileSync(path))) writeFileSync(path, content)
}

async function compileRecorder(target, simd) {
  const features = simd ? [...NEWER_FEATURES, '--enable', 'simd'] : NEWER_FEATURES
  const { error, stderr } = await asc.main(['recorder/index.ts', '--baseDir', ROOT, '--outFile', target, ...RECORDER_OPTIONS, ...features])
  if (error) throw new Error(`The recorder does not compile: ${error.message}\n${stderr}`)
}

/** Returns llhttp's binary. Throws if its hash is not the known one. */
function checked(source, sha256) {
  const binary = require(source)
  const found = createHash('sha256').update(binary).digest('hex')
  if (found !== sha256) throw new Error(`${source} has sha256 ${found}, expected ${sha256}: this is not llhttp ${LLHTTP_VERSION} as checked`)
  return binary
}
