/** Tests run on the sources, so that they need no build and stack traces show the right lines. `--mode long` runs the long tests. */
import { availableParallelism } from 'node:os'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { findChromium } from './scripts/chromium.mjs'
import { hasBinaries } from './scripts/node-binaries.mjs'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * Files that get a separate process. The others share one process for each core, because starting a process and loading the modules under test
 * takes longer than most files.
 */
const IN_A_PROCESS_OF_THEIR_OWN = [
  // compat changes the members of other packages' classes, and Node's own modules.
  'packages/compat-node-http/**',
  'internal/integration/**',
  // Measurements of memory and CPU time depend on earlier tests in the process.
  '**/{kept,linear,load,memory}',
  // Exchanges that earlier tests left under way would count.
  'packages/client/test/held',
  // They replace WebAssembly.Instance before the parser is loaded.
  'packages/parser/test/steps',
]

/** The slowest files, by the beginning of their path. They start first, so that they do not run alone at the end. */
const SLOW = [
  'packages/compat-node-http/test/register', 'packages/compat-node-http/test/smuggling', 'internal/integration/test/declarations', 'internal/integration/test/faces', 'internal/integration/test/apps', 'packages/compat-node-http/test/random-programs',
  'internal/integration/test/ecosystem', 'internal/integration/test/per-request', 'packages/compat-node-http/test/handler-errors', 'internal/integration/test/tarballs', 'packages/headers/src/kept',
  'packages/client/test/early-response', 'examples/express-app/test/transcript', 'internal/integration/test/two-copies', 'packages/server/test/load',
]

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const path = relative(source('.'), moduleId).split(sep).join('/')
      const place = SLOW.findIndex((start) => path.startsWith(start))
      return place === -1 ? SLOW.length : place
    }
    // Files of one kind are together, since a process is reused by the next file of its kind.
    return files.sort((a, b) => rank(a) - rank(b) || a.project.name.localeCompare(b.project.name) || a.moduleId.localeCompare(b.moduleId))
  }
}

export default defineConfig(({ mode }) => {
  const kind = mode === 'long' ? '.long.ts' : '.test.ts'
  const ownProcess = IN_A_PROCESS_OF_THEIR_OWN.map((path) => (path.endsWith('/**') ? `${path}/*${kind}` : `${path}${kind}`))
  const CHROMIUM = findChromium()
  // npm test says which are left out.
  const never = ['**/node_modules/**', '**/dist/**', ...(hasBinaries ? [] : ['internal/integration/test/apps-*']), ...(CHROMIUM === undefined ? ['**/chromium.{test,long}.ts'] : [])]
  return {
    resolve: {
      alias: [
        { find: /^@layered-http\/(shared|test-kit)$/, replacement: `${source('./internal')}/$1/src/index.ts` },
        { find: /^@layered-http\/([^/]+)$/, replacement: `${source('./packages')}/$1/src/index.ts` },
        { find: /^@layered-http\/([^/]+)\/(.+)$/, replacement: `${source('./packages')}/$1/src/$2.ts` },
      ],
    },
    test: {
      // A test that hangs is a bug, and must be named in the output.
      testTimeout: 30_000,
      // Some start a browser, which takes seconds while all cores are busy.
      hookTimeout: 60_000,
      env: CHROMIUM === undefined ? {} : { CHROMIUM },
      maxWorkers: availableParallelism(),
      sequence: { sequencer: SlowFirst },
      projects: [
        { extends: true, test: { name: 'own process', include: ownProcess, exclude: never } },
        { extends: true, test: { name: 'shared process', include: [`**/{src,test}/**/*${kind}`], exclude: [...never, ...ownProcess], isolate: false } },
      ],
    },
  }
})
