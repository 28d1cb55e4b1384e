import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { CODE, copyProject, type ProjectCopy } from '../support/project-copy.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';
import { basic } from '../support/test-pipeline.ts';

// A second kind, in a copy of the project that has its folder and the two lines of the lists beside what it has. Everything
// else has to follow.

let copy: ProjectCopy;
let loft: Receiver;
let penstock: PenstockProcess;

const run = (...args: string[]): Promise<string> => copy.run(...args);

beforeAll(async () => {
  copy = copyProject();
  copy.addKind('pigeon');
  loft = await startReceiver();
  const workspace = join(copy.directory, 'acme.yaml');
  const destination = `{ id: loft, source: web, kind: pigeon, settings: { loft: '${loft.url}/loft', ringKey: ring-7 } }`;
  writeFileSync(
    workspace,
    `workspace: acme\nsources: [{ id: web, writeKeys: [wk_web] }]\ndestinations: [${destination}]\n`,
  );
  penstock = await startPenstock(
    ['--port', '0', '--data', join(copy.directory, 'data'), '--workspace', workspace],
    copy.directory,
  );
});

afterAll(async () => {
  await penstock.stop('SIGTERM');
  await loft.close();
  copy.remove();
});

test('fits all the code that knows no kind', async () => {
  const project = { extends: './tsconfig.json', include: CODE };
  writeFileSync(join(copy.directory, 'tsconfig.code.json'), JSON.stringify(project));

  const said = await run('node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.code.json');

  expect(said).toBe('');
});

test('passes the suite that all kinds pass', async () => {
  const said = await run(
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=verbose',
    'test/destinations/conformance',
  );

  expect(said).toContain('the kind pigeon');
});

test('is delivered to as its folder says, and counted as any other', async () => {
  const headers = { authorization: basic('wk_web'), 'content-type': 'application/json' };
  const event = { type: 'track', userId: 'u1', event: 'Paid', messageId: 'm-pigeon' };
  await fetch(`${penstock.url}/v1/track`, { method: 'POST', headers, body: JSON.stringify(event) });

  await expect.poll(() => loft.requests.length).toBeGreaterThan(0);

  const [letter] = loft.requests;
  expect(letter).toMatchObject({ method: 'PUT', headers: { 'x-ring': 'ring-7' } });
  expect(letter?.body.toString()).toBe('["m-pigeon"]');
});

test('says of an event that it went nowhere, and the ledger, its series and the trace have it', async () => {
  const headers = { authorization: basic('wk_web'), 'content-type': 'application/json' };
  const event = { type: 'track', userId: 'u1', event: 'Seed', messageId: 'm-eaten' };
  await fetch(`${penstock.url}/v1/track`, { method: 'POST', headers, body: JSON.stringify(event) });
  const api = async (path: string): Promise<unknown> => (await fetch(`${penstock.url}/api/${path}`)).json();

  await expect
    .poll(() => api('trace?source=web&messageId=m-eaten'))
    .toMatchObject({ destinations: [{ end: { state: 'filtered_by_function', reason: 'pigeon_ate_it' } }] });

  const eaten = { filteredByFunction: { pigeon_ate_it: 1 } };
  expect(await api('ledger')).toMatchObject({ destinations: [{ ...eaten, waiting: 0, discarded: {} }] });
  expect(await api('ledger/check')).toMatchObject({ closes: true });
  expect(await api('ledger/series?owner=destination:loft&step=hour')).toMatchObject({
    points: expect.arrayContaining([expect.objectContaining(eaten)]) as unknown,
  });
  const shown = await run('bin/penstock.ts', 'tester', 'loft', JSON.stringify(event), '--json', '--url', penstock.url);
  expect(JSON.parse(shown)).toMatchObject({ next: { result: 'filtered', reason: 'pigeon_ate_it' } });
});

test('is known to the command, its help and the API, with its secrets hidden', async () => {
  const help = await run('bin/penstock.ts', 'destinations', 'create', '--help');
  const create = ['destinations', 'create', '--source', 'web', '--name', 'Other', '--kind', 'pigeon'];
  const made = await run('bin/penstock.ts', ...create, `settings.loft=${loft.url}/other`, '--url', penstock.url);
  const shown = await run('bin/penstock.ts', 'destinations', 'show', 'loft', '--url', penstock.url);

  expect(help).toContain('settings.loft=https://...');
  expect(made).toContain('pigeon');
  expect(shown).toContain(`${loft.url}/loft`);
  expect(shown).not.toContain('ring-7');
});

test('can be tested with an event, whose request is shown', async () => {
  const event = '{"type":"track","event":"Paid","userId":"u1"}';

  const shown = await run('bin/penstock.ts', 'tester', 'loft', event, '--json', '--url', penstock.url);

  expect(JSON.parse(shown)).toMatchObject({ request: { method: 'PUT' }, response: { status: 200 } });
  expect(shown).not.toContain('ring-7');
});
