import { defineConfig } from 'vitest/config';

// Three projects, because they need different things: unit tests start at once and run in parallel, construct tests
// share one expensive CDK import, and system tests start whole pipelines, which fight over two cores if run side by side.
export default defineConfig({
  test: {
    // Tests of failures log them, as they should; that is worth reading only when a test fails.
    silent: 'passed-only',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lib/**', 'test/system/**'],
          // Long enough for those that start emulators, on a machine that does other things as well.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: { name: 'construct', include: ['test/lib/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
