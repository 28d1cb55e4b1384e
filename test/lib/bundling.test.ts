import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WEB_FOLDERS } from '../../domain/pipeline/web-files.ts';
import { copyCommands } from '../../lib/bundling.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

function aDirectory(name: string): string {
  const parent = mkdtempSync(join(tmpdir(), 'penstock-bundling-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const directory = join(parent, name);
  mkdirSync(directory);
  return directory;
}

/** As CDK runs them. */
function run(commands: readonly string[]): void {
  execFileSync('bash', ['-c', commands.join(' && ')]);
}

test('what the web function serves lies beside its code, without what nobody asks for', () => {
  const output = aDirectory('output');

  run(copyCommands(WEB_FOLDERS, { project: PROJECT, output }));

  const sdk = readdirSync(join(output, 'analytics-next'));
  expect(sdk).toContain('standalone.js');
  expect(sdk.filter((name) => !name.endsWith('.js'))).toEqual([]);
  const page = 'docs/decisions/README.md';
  expect(readFileSync(join(output, page), 'utf8')).toBe(readFileSync(join(PROJECT, page), 'utf8'));
});

test('a folder whose name has spaces and quotes is copied, and a bundle without folders gets nothing', () => {
  const project = aDirectory("somebody's project");
  const output = aDirectory("an 'output'");
  mkdirSync(join(project, 'files'));
  writeFileSync(join(project, 'files', 'a.txt'), 'a');

  run(copyCommands({ copied: { from: 'files', without: [] } }, { project, output }));

  expect(readdirSync(join(output, 'copied'))).toEqual(['a.txt']);
  expect(copyCommands({}, { project, output })).toEqual([]);
});
