import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// Tests run on the sources: no build first, and a stack trace leads to the line.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@layered-http\/(shared|test-kit)$/, replacement: `${source('./internal')}/$1/src/index.ts` },
      { find: /^@layered-http\/([^/]+)$/, replacement: `${source('./packages')}/$1/src/index.ts` },
      // The other entries of a package: './port', './https' ...
      { find: /^@layered-http\/([^/]+)\/(.+)$/, replacement: `${source('./packages')}/$1/src/$2.ts` },
    ],
  },
  test: {
    include: ['**/src/**/*.test.ts', '**/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Sockets and timers of one file must not disturb another's; a hanging test is a bug and is named.
    testTimeout: 30_000,
  },
})
