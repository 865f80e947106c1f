/** The certificates of certificates.ts, for programs on versions of Node that do not run TypeScript. */
import { readFileSync } from 'node:fs'
import { transformSync } from 'esbuild'

const source = readFileSync(new URL('certificates.ts', import.meta.url), 'utf8')
const { code } = transformSync(source, { loader: 'ts' })
export const { ALICE, BOB, CA, EXPIRED_SERVER, OTHER_SERVER, SELF_SIGNED_SERVER, SERVER } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
