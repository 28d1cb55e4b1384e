import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aShell, type Shell } from '../support/penstock-command.ts';
import { basic, ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

// A day with the command: the same person, one thing after the other, against a running pipeline.

let receiver: Receiver;
let pipeline: TestPipeline;
let shell: Shell;
let firstToken: string;
let writeKey: string;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline({ workspace: 'elsewhere', sources: [{ id: 'web', writeKeys: ['wk_web'] }] });
  shell = aShell();
});
afterAll(async () => {
  shell.close();
  await pipeline.close();
  await receiver.close();
});

type Destination = { readonly delivered: number; readonly deadLettered: Readonly<Record<string, number>> };
type Overview = { readonly sources: { id: string }[]; readonly destinations: Destination[] };

const track = (messageId: string, key: string): Promise<Response> =>
  pipeline.send('/v1/track', { userId: 'u', event: 'Order', messageId }, { authorization: basic(key) });

/** Sends an event until the pipeline knows its key, which takes a second or two after a change. */
async function send(messageId: string, key = writeKey): Promise<void> {
  const isTaken = async (): Promise<boolean> =>
    (await track(messageId, key)).headers.get('x-penstock-warning') === null;
  await expect.poll(isTaken, { interval: 100 }).toBe(true);
}

const crm = async (): Promise<Destination | undefined> => (await shell.json<Overview>('ledger')).destinations[0];
const receivedIds = (): string[] =>
  receiver.requests.map(({ body }) => (JSON.parse(body) as { messageId: string }).messageId);

describe('a day with the command', () => {
  test('begins with a workspace, and a login that says who you are', async () => {
    const created = await shell.run('workspaces', 'create', 'shop', '--url', pipeline.url);
    firstToken = /^pst_\S+$/m.exec(created.stdout)?.[0] ?? '';
    const login = await shell.runWith(`${firstToken}\n`, 'login', '--url', pipeline.url);
    const who = await shell.json<{ workspaceId: string; permissions: string[] }>('whoami');

    expect(login).toMatchObject({ code: 0, stdout: 'You are First token, in the workspace shop.\n' });
    expect(statSync(join(shell.directory, 'penstock/config.json')).mode & 0o777).toBe(0o600);
    expect(who).toMatchObject({ workspaceId: 'shop' });
    expect(who.permissions).toContain('secrets:read');
  });

  test('keeps the address of this machine without a token, where none is needed', async () => {
    const login = await shell.runWith('', 'login', '--url', pipeline.url, '--profile', 'here', '--workspace', 'shop');
    const sources = await shell.run('sources', '--profile', 'here', '--workspace', 'shop');
    const away = await shell.runWith('', 'login', '--url', 'https://penstock.example', '--profile', 'away');

    expect(login).toMatchObject({ code: 0, stdout: 'You are The owner of this machine, in the workspace shop.\n' });
    expect(sources).toMatchObject({ code: 0 });
    expect(away.stderr).toContain('Give the token at the prompt');
  });

  test('says what is wrong, and ends with 1', async () => {
    const wrong = await shell.runWith('pst_wrong\n', 'login', '--url', pipeline.url, '--profile', 'other');
    const unknown = await shell.run('sorces', 'list');
    const elsewhere = await shell.run('sources', '--url', 'https://penstock.example');
    const profile = await shell.run('sources', '--profile', 'nobody');

    expect([wrong, unknown, elsewhere, profile].map(({ code }) => code)).toEqual([1, 1, 1, 1]);
    expect(wrong.stderr).toContain('This token is not valid');
    expect(unknown.stderr).toContain('Did you mean "sources"?');
    expect(elsewhere.stderr).toContain('penstock workspaces create');
    expect(profile.stderr).toContain('There is no profile "nobody". There is: default, here.');
  });

  test('says what the workspace may have, and has', async () => {
    const quotas = await shell.run('quotas');

    expect(quotas.stdout).toMatch(/^QUOTA +USED +MOST +NAME\n/);
    expect(quotas.stdout).toMatch(/ 0 +\d+ +destinations$/m);
  });

  test('connects a source to a destination', async () => {
    const secret = join(shell.directory, 'secret.txt');
    writeFileSync(secret, 's3cret\n');

    const source = await shell.json<{ writeKeys: [string] }>('sources', 'create', 'Shop', '--id', 'shop-web');
    const settings = [`settings.url=${receiver.url}/hook`, `settings.sharedSecret=@${secret}`];
    const wanted = ['--id', 'shop-crm', '--source', 'shop-web', '--name', 'CRM'];
    const created = await shell.run(
      'destinations',
      'create',
      ...wanted,
      ...settings,
      'retry:={"retries":0,"over":"0s"}',
    );
    const wrong = await shell.run('destinations', 'set', 'shop-crm', 'filter=type =');
    const odd = await shell.run('destinations', 'set', 'shop-crm', 'filter=tpye = "track"');
    await shell.run('destinations', 'set', 'shop-crm', 'filter:=null');
    const listed = await shell.run('destinations');
    [writeKey] = source.writeKeys;

    expect(created).toMatchObject({ code: 0, stderr: '' });
    expect(created.stdout).toMatch(/settings\.sharedSecret: +\{"set":true\}/);
    expect(wrong.stderr).toMatch(/\n {2}filter: .*at character/);
    expect(odd).toMatchObject({ code: 0, stderr: expect.stringContaining('Did you mean "type"?') as string });
    expect(listed.stdout).toMatch(/^shop-crm +CRM +shop-web +webhook +ok +http/m);
  });

  test('sees an event arrive, in the ledger and in its trace', async () => {
    await send('order-1');
    await expect.poll(receivedIds).toContain('order-1');
    await pipeline.drain();

    const ledger = await shell.run('ledger');
    const trace = await shell.run('trace', 'shop-web', 'order-1');

    expect(await crm()).toMatchObject({ delivered: 1 });
    expect(ledger.stdout).toMatch(/^shop-web +1 +0 +0$/m);
    expect(ledger.stdout).toMatch(/^shop-crm +shop-web +1 +0 +1 +0 +0 +0 +ok$/m);
    expect(ledger.stdout).not.toContain('wk_web');
    expect(trace.stdout).toMatch(/shop-crm {2}matched\n.*first attempt {2}delivered\n {2}delivered, at /);
    expect(receiver.requests[0]?.headers['x-signature']).toMatch(/^[0-9a-f]{40}$/);
  });

  test('finds what the partner broke, and sends it round again', async () => {
    receiver.react(() => ({ status: 500, body: 'broken \u001b[2J' }));
    await send('order-2');
    await pipeline.drain();
    receiver.react(() => ({ status: 200 }));

    const listed = await shell.json<{ id: string; messageId: string }>('undelivered');
    const shown = await shell.run('undelivered', 'show', listed.id);
    const redriven = await shell.run('undelivered', 'redrive', '--all', '--destination', 'shop-crm');
    await pipeline.drain();

    expect(listed.messageId).toBe('order-2');
    expect(shown.stdout).toContain('broken \u{fffd}[2J');
    expect(redriven.stdout).toBe('1 of 1 events will be sent round again within seconds.\n');
    expect(await crm()).toMatchObject({ delivered: 2, deadLettered: {} });
  });

  test('asks what a replay would cost', async () => {
    const args = ['--destination', 'shop-crm', '--from', new Date(Date.now() - 3_600_000).toISOString(), '--dry-run'];
    const dry = await shell.json<{ state: string; spec: object; estimate: { events: number } }>(
      'replay',
      'create',
      ...args,
    );
    const listed = await shell.run('replay');

    expect(dry).toMatchObject({ state: 'done', spec: { sources: ['shop-web'] }, estimate: { events: 2 } });
    expect(listed.stdout).toMatch(/done +100 % +would send 2 to shop-crm/);
  });

  test('rotates a key', async () => {
    const rotated = await shell.json<{ writeKeys: string[] }>('sources', 'rotate-key', 'shop-web');
    const newKey = rotated.writeKeys.find((key) => key !== writeKey) ?? '';
    await send('order-3', newKey);
    const revoked = await shell.json<{ writeKeys: string[] }>('sources', 'revoke-key', 'shop-web', writeKey, '--yes');
    const last = await shell.run('sources', 'revoke-key', 'shop-web', newKey, '--yes');
    await pipeline.drain();

    expect(revoked.writeKeys).toEqual([newKey]);
    expect(last).toMatchObject({ code: 1, stderr: expect.stringContaining('This is the last write key') as string });
    expect(receivedIds()).toContain('order-3');
    writeKey = newKey;
  });

  test('gives a colleague a token that may only look', async () => {
    const made = await shell.run('tokens', 'create', 'Looker', '--role', 'read-only');
    const token = made.stdout.trim();

    const numbers = await shell.run('ledger', '--token', token);
    const events = await shell.run('undelivered', '--token', token);
    const keys = await shell.json<{ writeKeys: string[] }>('sources', 'show', 'shop-web', '--token', token);

    expect(numbers.code).toBe(0);
    expect(events.stderr).toMatch(/needs the permission events:read, which Looker does not have/);
    expect(keys.writeKeys).toEqual([]);
  });

  test('exports the workspace, wipes it, and has it back as it was', async () => {
    const file = join(shell.directory, 'shop.yaml');
    const exported = await shell.run('export', '--secrets', '--output', file);
    const marked = await shell.run('export');
    const drift = await shell.run('plan', file);
    const refused = await shell.run('destinations', 'delete', 'shop-crm');
    await shell.run('destinations', 'delete', 'shop-crm', '--yes');
    await shell.run('sources', 'delete', 'shop-web', '--yes');
    const planned = await shell.run('plan', file);
    const applied = await shell.run('apply', file);
    const again = await shell.run('export', '--secrets');

    expect(exported).toMatchObject({ code: 0, stdout: '' });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('Say --yes to do it.');
    expect(marked.stdout).not.toContain('s3cret');
    expect(drift.stdout).toBe('Nothing to change: the workspace is as the file says.\n');
    expect(planned.stdout).toBe('+ create source shop-web\n+ create destination shop-crm\n');
    expect(applied.stdout).toBe('+ created source shop-web\n+ created destination shop-crm\n');
    expect(again.stdout).toBe(readFileSync(file, 'utf8'));
    await send('order-4');
    await expect.poll(receivedIds).toContain('order-4');
  });

  test('shows drift, field by field, and mistakes with their lines', async () => {
    const file = join(shell.directory, 'marked.yaml');
    const { stdout } = await shell.run('export');
    writeFileSync(file, stdout.replace('name: CRM', 'name: Sales'));
    const planned = await shell.run('plan', file);
    writeFileSync(file, stdout.replace('source: shop-web', 'source: nowhere'));
    const wrong = await shell.run('plan', file);

    expect(planned.stdout).toBe('~ update destination shop-crm\n    name: "CRM" -> "Sales"\n');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/marked\.yaml:\d+ {2}destinations\[0\]\.source: there is no source "nowhere"/);
  });

  test('says what the month costs so far, and until its end', async () => {
    type Cost = { soFarDollars: number; endOfMonthDollars: number; traffic: { accepted: number; delivered: number } };

    const cost = await shell.json<Cost>('cost', '--events-per-request', '1');
    const shown = await shell.run('cost');

    expect(cost.traffic.accepted).toBeGreaterThan(0);
    expect(cost.traffic.delivered).toBeGreaterThan(0);
    expect(cost.endOfMonthDollars).toBeGreaterThan(cost.soFarDollars);
    expect(shown.stdout).toMatch(/^DynamoDB, claims +\d/m);
  });

  test('leaves a log of all of it, and a ledger that closes', async () => {
    await pipeline.drain();
    const audit = await shell.run('audit', '--changes');

    for (const type of [
      'createSource',
      'createDestination',
      'redriveUndeliveredEvents',
      'createReplay',
      'createByFile',
    ])
      expect(audit.stdout).toContain(type);
    expect(audit.stdout).not.toContain('s3cret');
    expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
  });
});
