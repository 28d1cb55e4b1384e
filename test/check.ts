// `npm test`: everything that must hold before a change lands. CI runs exactly this. System tests wait most of the time,
// so the other steps run beside them, one after the other, in the order in which it is quick to find out. Each step's
// output is shown when it has ended; the last line counts the tests, from vitest's own results.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

type Step = { readonly name: string; readonly command: readonly string[]; readonly isShown?: boolean };
type TestCounts = { numPassedTests: number; numFailedTests: number };
type TestFile = {
  name: string;
  status: string;
  message: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
};
type TestResults = TestCounts & { testResults: TestFile[] };

/** Of what a failed test says, as much is shown again at the end. */
const MOST_LINES_OF_A_FAILURE = 12;

const PROJECT = resolve(import.meta.dirname, '..');
/** The temporary directory of all steps: what they leave there ends with them. */
const directory = mkdtempSync(join(tmpdir(), 'penstock-check-'));

const tool = (path: string, ...args: string[]): string[] => [process.execPath, join('node_modules', path), ...args];
const resultsOf = (run: string): string => join(directory, `${run}.json`);
const vitest = (run: string, ...projects: string[]): string[] =>
  tool(
    'vitest/vitest.mjs',
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultsOf(run)}`,
  );

const SYSTEM_TESTS: readonly Step[] = [{ name: 'system tests', command: vitest('system', 'system'), isShown: true }];

const BESIDE: readonly Step[] = [
  { name: 'format', command: tool('prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'types', command: tool('typescript-7/bin/tsc', '-p', '.') },
  { name: 'types of the console', command: tool('typescript-7/bin/tsc', '-p', 'console') },
  // Two programs, each of which fills most of the memory that Node lets one process have.
  { name: 'lint', command: tool('eslint/bin/eslint.js', '--max-warnings', '0', '--ignore-pattern', 'console/**', '.') },
  { name: 'lint of the console', command: tool('eslint/bin/eslint.js', '--max-warnings', '0', 'console') },
  { name: 'dead code', command: tool('knip/bin/knip.js') },
  { name: 'unit and construct tests', command: vitest('quick', 'unit', 'construct'), isShown: true },
  {
    name: 'synth with CloudFormation validation and cdk-nag',
    command: tool('aws-cdk/bin/cdk', 'synth', '--quiet', '--all'),
  },
  { name: 'rehearsal of a deployment', command: [process.execPath, 'proof/rehearse.ts'], isShown: true },
];

/** Runs steps one after the other, whatever becomes of each. Returns the names of those that failed. */
async function runAll(steps: readonly Step[]): Promise<string[]> {
  const failed: string[] = [];
  for (const step of steps) if (!(await run(step))) failed.push(step.name);
  return failed;
}

async function run({ name, command, isShown = false }: Step): Promise<boolean> {
  console.log(`== ${name}`);
  const startedAt = performance.now();
  const { isOk, output } = await runCommand(command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  // In one piece, because steps run side by side.
  console.log(`${isShown || !isOk ? output : ''}== ${name}: ${isOk ? 'ok' : 'FAILED'} (${seconds} s)\n`);
  return isOk;
}

function runCommand([program = '', ...args]: readonly string[]): Promise<{ isOk: boolean; output: string }> {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: PROJECT,
      env: { ...process.env, TMPDIR: directory },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', (error) => (output += `${error.message}\n`));
    child.once('close', (status) => done({ isOk: status === 0, output }));
  });
}

/** What vitest wrote of a run. A run that wrote nothing counts as failed. */
function readResults(run: string): TestResults {
  try {
    return JSON.parse(readFileSync(resultsOf(run), 'utf8')) as TestResults;
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, testResults: [] };
  }
}

/** Each test that failed, and each file that could not be run, with the beginning of why. */
function failuresOf({ name, status, message, assertionResults }: TestFile): string[] {
  const file = relative(PROJECT, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [failureText(file, message)];
  return failed.map((test) => failureText(`${file}: ${test.fullName}`, test.failureMessages.join('\n')));
}

const failureText = (title: string, why: string): string =>
  [`FAILED ${title}`, ...why.split('\n').slice(0, MOST_LINES_OF_A_FAILURE)].join('\n    ');

const failed = (await Promise.all([SYSTEM_TESTS, BESIDE].map(runAll))).flat();
const results = ['quick', 'system'].map(readResults);
const sum = (field: keyof TestCounts): number => results.reduce((total, run) => total + run[field], 0);
// Again, and last: who sees the end of the output alone knows what to look at.
for (const failure of results.flatMap((run) => run.testResults.flatMap(failuresOf))) console.log(`\n${failure}`);
if (failed.length === 0) rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
else console.log(`Failed: ${failed.join(', ')}. What the steps have left is in ${directory}`);
console.log(`\n${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
