import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aCompleteApp, aDocumentation } from '../support/a-component.ts';
import { basic, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';
import { createWorkspaces, type Workspaces } from '../support/workspaces.ts';

// A component that is code, from nothing to the events of two customers.

const NAMED = `export const nameOf = (event) => event.event ?? event.type;\n`;

const codeOf = (version: number, more = ''): string => `import { nameOf } from './named.js';
const seen = [];
async function send(event, settings) {
  seen.push(settings.apiKey);
  const answer = await fetch(settings.endpoint + '/v${version}', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + settings.apiKey },
    body: JSON.stringify({ name: nameOf(event), seen: [...new Set(seen)] }),
  });
  if (answer.status === 401) throw new ValidationError('the key is not known');
  if (!answer.ok) throw new RetryError('the partner answers ' + answer.status);
}
export async function onTrack(event, settings) { ${more} await send(event, settings); }
export const onIdentify = send;
`;

const definition = {
  name: 'Acme code',
  documentation: aDocumentation,
  supportedEvents: ['identify', 'track'],
  settingsSchema: {
    type: 'object',
    properties: {
      apiKey: { type: 'string', writeOnly: true, minLength: 1 },
      endpoint: { type: 'string', writeOnly: false },
    },
    required: ['apiKey', 'endpoint'],
  },
};

let receiver: Receiver;
let pipeline: TestPipeline;
let workspaces: Workspaces;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-code-'));
  receiver = await startReceiver();
  pipeline = await startTestPipeline({ workspace: 'from-file', sources: [{ id: 'web', writeKeys: ['wk_web'] }] });
  workspaces = await createWorkspaces(pipeline, ['partner', 'customer', 'other', 'reviews']);
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
  rmSync(directory, { recursive: true, force: true });
});

function fileOf(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** What the command says to somebody of a workspace. */
function penstock(workspace: string, ...args: string[]): Promise<string> {
  const all = [resolve(import.meta.dirname, '../../bin/penstock.ts'), ...args, '--url', pipeline.url];
  const env = { ...process.env, PENSTOCK_TOKEN: workspaces.tokenOf(workspace) };
  return new Promise((done) => {
    execFile(process.execPath, all, { env }, (_error, stdout, stderr) => done(stdout + stderr));
  });
}

type Got = { readonly name: string; readonly seen: readonly string[] };
const gotAt = (path: string): Got[] =>
  receiver.requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body) as Got);

/** Sends an event again and again until the configuration has arrived, and something came of it at a path. */
async function untilReceived(writeKey: string, path: string): Promise<void> {
  const send = async () => {
    await pipeline.send('/v1/track', { userId: 'u', event: 'Paid' }, { authorization: basic(writeKey) });
    return gotAt(path).length;
  };
  await expect.poll(send, { interval: 200 }).toBeGreaterThan(0);
}

/** The suite, with a partner that knows one key; then everything up to the catalog. */
async function publish(): Promise<string> {
  receiver.react(({ headers }) => ({ status: headers['authorization'] === 'Bearer test-key' ? 200 : 401 }));
  const tested = await penstock('partner', 'components', 'test', 'acme', 'apiKey=test-key', `endpoint=${receiver.url}`);
  receiver.react(() => ({ status: 200 }));
  await penstock('partner', 'components', 'submit', 'acme');
  return tested;
}

test('a partner gives code, tries it and hands it in; customers connect it and keep the version that they have', async () => {
  const { by, decide, call } = workspaces;
  const [customersKey, othersKey] = [
    await workspaces.createSource('customer', 'customer-web'),
    await workspaces.createSource('other', 'other-web'),
  ];
  fileOf('named.js', NAMED);
  await by('partner', 'POST /apps', { id: 'acme-app', ...aCompleteApp });
  await by('partner', 'POST /apps/acme-app/terms', { accepted: true });
  const broken = { id: 'acme', appId: 'acme-app', kind: 'function', code: 'async function onTrack( {' };
  const refused = await call('partner', 'POST /components', broken);
  const first = fileOf('code.js', codeOf(1));
  const made = await penstock(
    ...(['partner', 'components', 'create', '--app', 'acme-app', '--kind', 'function'] as const),
    ...['--id', 'acme', '--code', first, `settingsSchema:=${JSON.stringify(definition.settingsSchema)}`],
  );
  const { settingsSchema: _, ...rest } = definition;
  await by('partner', 'PATCH /components/acme', rest);

  const tested = await publish();
  const shown = await penstock('reviews', 'reviews', 'show', 'acme');
  const reviewed = await penstock('reviews', 'reviews', 'test', 'acme', 'apiKey=k', `endpoint=${receiver.url}/review`);
  await decide('POST /reviews/acme/approve', {});
  await decide('POST /reviews/acme/promote');
  const connection = (workspace: string) => ({
    ...{ id: `of-${workspace}`, sourceId: `${workspace}-web`, metadataId: 'acme' },
    settings: { apiKey: `key-of-${workspace}`, endpoint: `${receiver.url}/${workspace}` },
  });
  const connected = await by<{ destination: object }>('customer', 'POST /destinations', connection('customer'));
  await by('other', 'POST /destinations', connection('other'));
  await untilReceived(customersKey, '/customer/v1');
  await untilReceived(othersKey, '/other/v1');

  expect(refused).toMatchObject({ status: 400 });
  expect(JSON.stringify(refused.body)).toContain('does not load');
  expect(made).toContain('onIdentify');
  expect(tested).toMatch(/^Passed: /m);
  expect(tested).toMatch(/A wrong API key +pass/);
  expect(shown).toContain('+ var nameOf = (event) => event.event ?? event.type;');
  expect(reviewed).toMatch(/^Passed: /m);
  expect(connected.destination).toMatchObject({ kind: 'function', componentVersion: 1 });
  expect(connected.destination).not.toHaveProperty('function');
  expect(new Set(gotAt('/customer/v1').flatMap(({ seen }) => seen))).toEqual(new Set(['key-of-customer']));
  expect(new Set(gotAt('/other/v1').flatMap(({ seen }) => seen))).toEqual(new Set(['key-of-other']));
  await pipeline.drain();
  const { destinations } = await pipeline.ledger();
  const delivered = destinations.find(({ id }) => id === 'of-customer')?.delivered;
  expect(delivered).toBe(gotAt('/customer/v1').length);

  await penstock('partner', 'components', 'set', 'acme', '--code', fileOf('code.js', codeOf(2, "console.log('new');")));
  await publish();
  const difference = await penstock('reviews', 'reviews', 'show', 'acme');
  await decide('POST /reviews/acme/approve', {});
  const before = gotAt('/customer/v1').length;
  await by('other', 'PATCH /destinations/of-other', { componentVersion: 2 });
  await untilReceived(othersKey, '/other/v2');
  await pipeline.send('/v1/track', { userId: 'u', event: 'Paid' }, { authorization: basic(customersKey) });
  await pipeline.drain();

  expect(difference).toContain('+   console.log("new");');
  expect(difference).not.toContain('+ var nameOf');
  expect(gotAt('/customer/v2')).toEqual([]);
  expect(gotAt('/customer/v1')).toHaveLength(before + 1);
});
