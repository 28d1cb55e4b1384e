// `npm test`: everything that must hold before a change lands, in the order in which it is quick to find out. CI runs
// exactly this. Each step's output is shown when it fails; the last line counts the tests, from vitest's own results.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

type Step = { readonly name: string; readonly command: readonly string[]; readonly isShown?: boolean };
type TestCounts = { numPassedTests: number; numFailedTests: number };

const PROJECT = resolve(import.meta.dirname, '..');
const results = mkdtempSync(join(tmpdir(), 'penstock-check-'));

const tool = (path: string, ...args: string[]): string[] => [process.execPath, join('node_modules', path), ...args];
const vitest = (name: string, ...projects: string[]): string[] =>
  tool(
    'vitest/vitest.mjs',
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(results, `${name}.json`)}`,
  );

const TEST_RUNS: readonly Step[] = [
  { name: 'unit and construct tests', command: vitest('quick', 'unit', 'construct'), isShown: true },
  { name: 'system tests', command: vitest('system', 'system'), isShown: true },
];

const STEPS: readonly Step[] = [
  { name: 'format', command: tool('prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'types', command: tool('typescript/bin/tsc', '-p', '.') },
  { name: 'lint', command: tool('eslint/bin/eslint.js', '--max-warnings', '0', '.') },
  { name: 'dead code', command: tool('knip/bin/knip.js') },
  ...TEST_RUNS,
  {
    name: 'synth with CloudFormation validation and cdk-nag',
    command: tool('aws-cdk/bin/cdk', 'synth', '--quiet', '--all'),
  },
  { name: 'rehearsal of a deployment', command: [process.execPath, 'local/rehearse.ts'], isShown: true },
];

function run({ name, command: [program = '', ...args], isShown = false }: Step): boolean {
  console.log(`\n== ${name}`);
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: PROJECT,
    stdio: ['ignore', isShown ? 'inherit' : 'pipe', isShown ? 'inherit' : 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0 && !isShown) console.log(`${stdout}${stderr}`);
  console.log(
    `== ${name}: ${status === 0 ? 'ok' : 'FAILED'} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`,
  );
  return status === 0;
}

/** Tests that ran, from the files that vitest wrote. A run that wrote none counts as failed. */
function countTests(): TestCounts {
  const counts = ['quick', 'system'].map((name): TestCounts => {
    try {
      return JSON.parse(readFileSync(join(results, `${name}.json`), 'utf8')) as TestCounts;
    } catch {
      return { numPassedTests: 0, numFailedTests: 1 };
    }
  });
  const sum = (field: keyof TestCounts): number => counts.reduce((total, count) => total + count[field], 0);
  return { numPassedTests: sum('numPassedTests'), numFailedTests: sum('numFailedTests') };
}

const failed = STEPS.filter((step) => !run(step)).map(({ name }) => name);
const { numPassedTests, numFailedTests } = countTests();
rmSync(results, { recursive: true, force: true });
if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
console.log(`\n${numPassedTests} passed, ${numFailedTests} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
