import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// Tests run on the sources: no build first, and a stack trace leads to the line.
export default defineConfig({
  resolve: {
    alias: {
      // Before the packages' own names, which would match their beginning.
      '@layered-http/server/https': source('./packages/server/src/https.ts'),
      '@layered-http/client/https': source('./packages/client/src/https.ts'),
      '@layered-http/agent/https': source('./packages/agent/src/https.ts'),
      '@layered-http/compat-node-http/https': source('./packages/compat-node-http/src/https.ts'),
      '@layered-http/parser': source('./packages/parser/src/index.ts'),
      '@layered-http/headers': source('./packages/headers/src/index.ts'),
      '@layered-http/streams': source('./packages/streams/src/index.ts'),
      '@layered-http/server': source('./packages/server/src/index.ts'),
      '@layered-http/client': source('./packages/client/src/index.ts'),
      '@layered-http/agent': source('./packages/agent/src/index.ts'),
      '@layered-http/compat-node-http': source('./packages/compat-node-http/src/index.ts'),
      '@layered-http/shared': source('./internal/shared/src/index.ts'),
      '@layered-http/test-kit': source('./internal/test-kit/src/index.ts'),
    },
  },
  test: {
    include: ['**/src/**/*.test.ts', '**/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Sockets and timers of one file must not disturb another's; a hanging test is a bug and is named.
    testTimeout: 30_000,
  },
})
