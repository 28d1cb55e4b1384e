// For every run of vitest: a temporary directory of its own, which ends with it. Whatever tests have left there by then
// fails the run, so that nobody's machine fills up with what they forget.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function useOwnTemporaryDirectory(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-tests-'));
  const forTests = join(directory, 'tmp');
  mkdirSync(forTests);
  // Before the first worker starts: workers and what they start inherit it.
  process.env['TMPDIR'] = forTests;
  // Commands are started a hundred times; with their code compiled, each takes half the CPU.
  process.env['NODE_COMPILE_CACHE'] = join(directory, 'compiled');
  return () => {
    const left = readdirSync(forTests);
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    if (left.length > 0) throw new Error(`Tests have left this in the temporary directory: ${left.join(', ')}`);
  };
}
