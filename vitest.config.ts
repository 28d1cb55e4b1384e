import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { PATIENCE_MS, WAIT_MS } from './test/support/patience.ts';

// Three projects, because they need different things: unit tests start at once and run in parallel, construct tests
// share one expensive CDK import, and system tests start whole pipelines.

/** Two at least, because some unit tests wait for emulators; of itself vitest runs one on two cores. */
const UNIT_TESTS_AT_ONCE = Math.max(2, availableParallelism() - 1);
/** A system test waits most of the time, so two cores have work for four; the pipeline of each has up to a gigabyte. */
const SYSTEM_TESTS_AT_ONCE = 4;

export default defineConfig({
  test: {
    // Tests of failures log them, as they should; that is worth reading only when a test fails.
    silent: 'passed-only',
    globalSetup: 'test/support/temporary-directory.ts',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lib/**', 'test/system/**', 'test/console/**'],
          maxWorkers: UNIT_TESTS_AT_ONCE,
          // Long enough for those that start emulators, on a machine that does other things as well.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // What is bundled already.
          server: { deps: { external: [/\.cache\/actions/] } },
        },
      },
      {
        test: { name: 'construct', include: ['test/lib/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts', 'test/console/**/*.test.ts'],
          maxWorkers: SYSTEM_TESTS_AT_ONCE,
          // After the others, if all run.
          sequence: { groupOrder: 1 },
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
          expect: { poll: { timeout: WAIT_MS } },
        },
      },
    ],
  },
});
