/**
 * The llhttp that this package contains: its version, the npm package that it is taken from, and the sums of its two builds.
 * What may live here: these constants, and reading a binary from an installed package. `build-wasm.mjs` and `newer-llhttp.mjs` use it.
 */
import { createHash } from 'node:crypto'

export const LLHTTP_VERSION = '9.3.1'

/** The npm package with WebAssembly builds of llhttp. */
export const CARRIER = 'undici'

export const BUILDS = [
  {
    // 128-bit SIMD makes long header values a third cheaper. Processors without it are older than 2008.
    name: 'parser',
    source: `${CARRIER}/lib/llhttp/llhttp_simd-wasm.js`,
    sha256: '2434215e1f7fa0163f22ce895ddbeb83984fa0aa51e123164e053213e5aca028',
    simd: true,
  },
  {
    name: 'parser-no-simd',
    source: `${CARRIER}/lib/llhttp/llhttp-wasm.js`,
    sha256: '57184a16144b5bc880e29105fa35d75c93dd318563e1b743e110de845e2ab661',
    simd: false,
  },
]

export function sha256Of(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
