import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['node_modules', 'dist', '.cache'],
    globalSetup: ['test/unpack.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
  },
})
