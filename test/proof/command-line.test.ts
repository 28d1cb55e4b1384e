import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defineCommand, readCommand, usageOf } from '../../proof/command-line.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Far less than any of them takes for its work. */
const PATIENCE_MS = 20_000;

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
/** All scripts whose program is in proof/, and the one that makes fixtures. */
const PROGRAMS = Object.entries(scripts).flatMap(([name, line]) => {
  const program = /\b(?:proof|test\/stored)\/\S+\.ts$/.exec(line)?.[0];
  return program === undefined ? [] : [[name, program] as const];
});

async function run(program: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(ROOT, program), ...args], { cwd: ROOT, timeout: PATIENCE_MS });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += String(bytes)));
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, output };
}

describe('every command that proves something', () => {
  test('is looked at here', () => {
    const names = PROGRAMS.map(([name]) => name);

    expect(names.toSorted()).toEqual(['bench', 'capacity', 'cost', 'rehearse', 'sdks', 'simulate', 'soak', 'stored']);
  });

  test.concurrent.each(PROGRAMS)('%s shows its options and does nothing else', async (name, program) => {
    const { status, output } = await run(program, '--help');

    expect(output).toMatch(new RegExp(`^Usage: npm run ${name} -- .*--help +show this\\s+(SUITE: .*)?$`, 's'));
    expect(status).toBe(0);
  });

  test.concurrent.each(PROGRAMS)('%s refuses an option that it does not know', async (_, program) => {
    const { status, output } = await run(program, '--budgets');

    expect(output).toMatch(/^Unknown option '--budgets'\.\n\nUsage: /);
    expect(status).toBe(2);
  });
});

describe('a command', () => {
  const command = defineCommand({
    name: 'npm run paint',
    says: 'Paints.',
    options: { colour: { value: 'NAME', default: 'red', says: 'with what' }, twice: { says: 'with two coats' } },
    operands: { value: 'WALL', known: ['north', 'south'] },
  });

  test('gets what was given, and what stands for the rest', () => {
    const reading = readCommand(command, ['north', '--twice']);

    expect(reading).toEqual({ kind: 'run', values: { colour: 'red', twice: true }, operands: ['north'] });
  });

  test.each([
    [['--colours', 'blue'], "Unknown option '--colours'."],
    [['--colour'], "Option '--colour <value>' argument missing."],
    [['west'], 'There is no WALL "west".'],
  ])('given %j says what is wrong', (args, problem) => {
    const reading = readCommand(command, args);

    expect(reading).toEqual({ kind: 'unusable', problem });
  });

  test('says what it takes', () => {
    const usage = usageOf(command);

    expect(usage.split('\n')).toEqual([
      'Usage: npm run paint -- [options] [WALL ...]',
      '',
      'Paints.',
      '',
      '  --colour NAME   with what (default: red)',
      '  --twice         with two coats',
      '  --help          show this',
      '',
      'WALL: north, south',
    ]);
  });
});
