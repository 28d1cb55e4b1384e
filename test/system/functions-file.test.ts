import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';
import { aShell, type Shell } from '../support/penstock-command.ts';
import { startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

// Functions from a file, over the API and by the command, one after the other, where production runs them.

const returning = (text: string): string => `function onTrack(event) { event.by = '${text}'; return event; }`;
const fileWith = (code: string): WorkspaceInput => ({
  workspace: 'acme',
  sources: [{ id: 'web', writeKeys: ['wk_web'] }],
  functions: [{ id: 'scrub', type: 'insert', code }],
});

let pipeline: TestPipeline;
let shell: Shell;

beforeAll(async () => {
  pipeline = await startTestPipeline(fileWith(returning('the file')));
  shell = aShell();
  await shell.runWith('', 'login', '--url', pipeline.url, '--workspace', 'acme');
});
afterAll(async () => {
  shell.close();
  await pipeline.close();
});

type Shown = {
  readonly function: { readonly latestVersion: number; readonly deployedVersion: number };
  readonly code: string;
};
const shown = (id: string) => shell.json<Shown>('functions', 'show', id);
const inShell = (name: string, text: string): string => {
  const path = join(shell.directory, name);
  writeFileSync(path, text);
  return path;
};

describe('a function of a file', () => {
  test('is bundled, saved as another version and run by the command', async () => {
    inShell('who.ts', "export const WHO: string = 'the command';");
    const path = inShell(
      'scrub.ts',
      "import { WHO } from './who.ts';\nexport function onTrack(event: { by?: string }) { event.by = WHO; return event; }",
    );

    const pushed = await shell.run('functions', 'push', 'scrub', path);
    const { function: saved, code } = await shown('scrub');
    const tested = await shell.run('functions', 'test', 'scrub');

    expect(pushed).toMatchObject({ code: 0, stdout: 'scrub: version 2 is saved, version 2 runs.\n' });
    expect(saved).toMatchObject({ latestVersion: 2, deployedVersion: 2 });
    expect(code).toContain('the command');
    expect(tested.stdout).toMatch(/^passed {2}passed {2}[\d.]+ ms of CPU/);
    expect(tested.stdout).toContain('"by":"the command"');
  });

  test('stays what it was made otherwise when the file is loaded again, and so does one of the API', async () => {
    const path = inShell('other.js', returning('nobody'));
    await shell.run('functions', 'push', 'of-the-api', path, '--type', 'insert');

    await pipeline.reconfigure(fileWith(returning('the file')));
    const { function: kept } = await shown('scrub');
    const drift = await shell.run('drift');

    expect(kept).toMatchObject({ latestVersion: 2, deployedVersion: 2 });
    expect((await shown('of-the-api')).function).toMatchObject({ deployedVersion: 1 });
    expect(drift.stdout).toContain('scrub');
    expect(drift.stdout).toContain('of-the-api');
  });

  test('is deployed again when the file says something else', async () => {
    await pipeline.reconfigure(fileWith(returning('the file of now')));

    const { function: deployed, code } = await shown('scrub');

    expect(deployed).toMatchObject({ latestVersion: 3, deployedVersion: 3 });
    expect(code).toContain('the file of now');
    expect((await shown('of-the-api')).function).toMatchObject({ deployedVersion: 1 });
  });

  test('has versions, of which the one before runs again', async () => {
    const versions = await shell.run('functions', 'versions', 'scrub');
    const back = await shell.run('functions', 'rollback', 'scrub');
    const { function: deployed } = await shown('scrub');
    const again = await shell.run('functions', 'deploy', 'scrub', '3');
    const none = await shell.run('functions', 'deploy', 'scrub', '9');

    expect(
      versions.stdout
        .split('\n')
        .slice(1, 4)
        .map((line) => line.trim().split(/\s+/)[0]),
    ).toEqual(['3', '2', '1']);
    expect(back.stdout).toBe('scrub: version 2 runs.\n');
    expect(deployed).toMatchObject({ latestVersion: 3, deployedVersion: 2 });
    expect(again.stdout).toBe('scrub: version 3 runs.\n');
    expect(none.code).not.toBe(0);
  });
});

describe('code that is tried by the command', () => {
  const CODE = `async function onTrack(event, settings) {
    const answer = await fetch('https://crm.example.com/in', { method: 'POST', body: settings.apiKey });
    if (answer.status >= 500) throw new RetryError('the CRM answers ' + answer.status);
    console.log(await answer.text());
  }`;
  const tries = (...more: string[]) =>
    shell.run('functions', 'test', 'to-crm', '--file', inShell('to-crm.js', CODE), '--type', 'destination', ...more);
  const fixtures = (status: number): string =>
    JSON.stringify({ fixtures: [{ url: 'https://crm.example.com/', status, body: 'thanks' }] });

  test('asks nobody with fixtures, and says what production would do', async () => {
    const [taken, refused] = [await tries('--fixtures', fixtures(200)), await tries('--fixtures', fixtures(503))];

    expect(taken.code).toBe(0);
    expect(taken.stdout).toContain('log: thanks');
    expect(taken.stdout).toContain('> POST https://crm.example.com/in  200 after');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('retried  function_retry');
    expect(refused.stdout).toContain('RetryError: the CRM answers 503');
  });

  test('is refused where it does not load, or imports what there is not', async () => {
    const broken = await shell.run(
      ...['functions', 'test', 'x', '--type', 'insert', '--file', inShell('broken.js', 'function (')],
    );
    const imports = inShell('imports.js', "import net from 'node:net';\nexport function onTrack() { return net; }");
    const foreign = await shell.run('functions', 'push', 'x', imports, '--type', 'insert');

    expect(broken.code).not.toBe(0);
    expect(foreign.code).not.toBe(0);
    expect(foreign.stderr).toContain('net');
  });

  test('has types for an editor', async () => {
    const types = await shell.run('functions', 'types');

    expect(types.code).toBe(0);
    expect(types.stdout).toContain('declare class RetryError');
  });
});
