import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aCompleteApp, aDefinition } from '../support/a-component.ts';
import { aShell, type Shell } from '../support/penstock-command.ts';
import { basic, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';

// The Developer Center from a shell: a partner, a reviewer and a customer, each with a profile.

const SECRET = 'whsec_c2VjcmV0LXNlY3JldA==';
let receiver: Receiver;
let pipeline: TestPipeline;
let shell: Shell;

beforeAll(async () => {
  receiver = await startReceiver();
  pipeline = await startTestPipeline({ workspace: 'elsewhere', sources: [{ id: 'web', writeKeys: ['wk_web'] }] });
  shell = aShell();
  for (const id of ['partner', 'customer', 'reviews']) {
    const reviews = id === 'reviews' ? ['--reviews'] : [];
    const { stdout } = await shell.run('workspaces', 'create', id, ...reviews, '--url', pipeline.url);
    await shell.runWith(/^pst_\S+$/m.exec(stdout)?.[0] ?? '', 'login', '--url', pipeline.url, '--profile', id);
  }
  receiver.react(({ headers, body }) => {
    try {
      new Webhook(SECRET).verify(body, headers as Record<string, string>);
    } catch {
      return { status: 401 };
    }
    return { status: headers['authorization'] === basic('good-key') ? 202 : 401 };
  });
});
afterAll(async () => {
  shell.close();
  await pipeline.close();
  await receiver.close();
});

/** Fields as the command takes them. */
const fieldsOf = (fields: object): string[] =>
  Object.entries(fields).map(([name, value]) => `${name}:=${JSON.stringify(value)}`);
const by = (profile: string) => ({
  run: (...args: string[]) => shell.run(...args, '--profile', profile),
  json: <T>(...args: string[]) => shell.json<T>(...args, '--profile', profile),
});

describe('the Developer Center with the command', () => {
  const [partner, reviewer, customer] = [by('partner'), by('reviews'), by('customer')];

  test('lets a partner build a component, test it and hand it in', async () => {
    const { name, ...app } = aCompleteApp;
    const { documentation, ...definition } = aDefinition;
    writeFileSync(join(shell.directory, 'docs.md'), documentation);
    const config = { url: `${receiver.url}/in/{region}`, sharedSecret: SECRET };

    await partner.run('apps', 'create', name, '--id', 'acme-app', ...fieldsOf(app));
    await partner.run('apps', 'accept-terms', 'acme-app');
    const created = await partner.run(
      ...['components', 'create', '--app', 'acme-app', '--id', 'acme'],
      ...[`documentation=@${shell.directory}/docs.md`, ...fieldsOf({ ...definition, config })],
    );
    const early = await partner.run('components', 'submit', 'acme');
    const tested = await partner.run('components', 'test', 'acme', 'apiKey=good-key');
    const checklist = await partner.run('components', 'checklist', 'acme');
    const submitted = await partner.run('components', 'submit', 'acme');

    expect(created).toMatchObject({ code: 0, stderr: '' });
    expect(created.stdout).not.toContain(SECRET);
    expect(early.stderr).toContain('The checklist has open items');
    expect(tested.code).toBe(0);
    expect(tested.stdout).toMatch(/\nPassed: .* pass, .*0 fail/);
    expect(checklist.stdout).toContain('Ready: penstock components submit');
    expect(submitted).toMatchObject({ code: 0, stderr: '' });
  });

  test('lets a reviewer see and publish it, and nobody else', async () => {
    const queue = await reviewer.run('reviews');
    const shown = await reviewer.run('reviews', 'show', 'acme');
    const foreign = await partner.run('reviews');
    const blind = await reviewer.run('reviews', 'approve', 'acme');
    const revision = /^revision: +([0-9a-f]+)$/m.exec(shown.stdout)?.[1] ?? '';
    const comments = ['--comments', 'Well done.'];
    const approved = await reviewer.run('reviews', 'approve', 'acme', '--revision', revision, ...comments);
    const late = await reviewer.run('reviews', 'promote', 'acme', '--revision', revision);
    const { revision: next } = await reviewer.json<{ revision: string }>('reviews', 'show', 'acme');
    const promoted = await reviewer.run('reviews', 'promote', 'acme', '--revision', next);

    expect(queue.stdout).toMatch(/^acme +acme-app +partner +1 /m);
    expect(shown.stdout).toContain('all of it is new:');
    expect(foreign).toMatchObject({ code: 1, stdout: '' });
    expect(blind.stderr).toContain('--revision REVISION, as "penstock reviews show acme" shows it');
    expect(late.stderr).toContain('It is not what If-Match says any more');
    expect(approved.stdout).toContain('acme is private-beta, version 1.');
    expect(promoted.stdout).toContain('acme is public-beta.');
  });

  test('lets a customer find it, connect it, and see what an event would be', async () => {
    const found = await customer.run('catalog', 'list', '--search', 'acme');
    const entry = await customer.run('catalog', 'show', 'acme');
    await customer.run('sources', 'create', 'Shop', '--id', 'shop');
    const connected = await customer.run(
      ...['destinations', 'create', '--catalog', 'acme', '--source', 'shop', '--id', 'shop-acme'],
      'settings.apiKey=good-key',
    );
    const reachable = await customer.run('destinations', 'test', 'shop-acme');
    const event = JSON.stringify({ type: 'track', event: 'Order', userId: 'u1' });
    const dry = await customer.run('tester', 'shop-acme', event, '--dry-run');
    const wrong = await customer.run('tester', 'shop-acme', '[]');

    expect(found.stdout).toMatch(/^acme +Acme CRM +PUBLIC_BETA +1 /m);
    expect(entry.stdout).toMatch(/^apiKey +string +required secret/m);
    expect(connected.stdout).toMatch(/catalog: +acme, version 1/);
    expect(reachable.stdout).toMatch(/^connected: /);
    expect(dry.stdout).toMatch(/> POST http.*\/in\/eu\n/);
    expect(dry.stdout).not.toContain(Buffer.from('good-key:').toString('base64'));
    expect(wrong.stderr).toContain('An event is an object of JSON');
  });

  test('says in the words of the shell what cannot be, and what can be done', async () => {
    const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const replay = ['replay', 'create', '--destination', 'shop-acme', '--from', anHourAgo];
    // No token is kept here.
    const operator = aShell();
    onTestFinished(() => operator.close());

    const nowhere = await customer.run('destinations', 'create', '--catalog', 'acme', '--source', 'nowhere');
    const replayed = await customer.run(...replay);
    const missed = await customer.run(...replay, '--only-undelivered');
    const unknown = await customer.run('replay', 'show', 'r-1');

    expect(nowhere.stderr).toMatch(/ {2}--source: there is no source "nowhere" in the workspace "\w+"/);
    expect([replayed.code, missed.code]).toEqual([1, 0]);
    expect(replayed.stderr).toContain('takes no events a second time. With --only-undelivered');
    // The operator's way asks the configuration that is kept for two seconds.
    const byOperator = async () => (await operator.run(...replay, '--dry-run', '--url', pipeline.url)).stderr;
    await expect.poll(byOperator).toBe(replayed.stderr);
    expect(unknown.stderr).toMatch(
      /^There is no replay "r-1" in the workspace "\w+"\. "penstock replay list" lists them\.\nAnother workspace: /,
    );
  });

  test("lets a partner's site connect a customer, until the customer takes it back", async () => {
    const redirect = 'https://acme.example/callback';
    const verifier = randomBytes(32).toString('base64url');
    const challenge = createHash('sha256').update(verifier).digest('base64url');

    const none = await partner.run('oauth-clients', 'create', 'acme-app', 'Acme');
    type Client = { readonly id: string; readonly secret: string };
    const { id, secret } = await partner.json<Client>(
      'oauth-clients',
      'create',
      'acme-app',
      'Acme',
      '--redirect',
      'http://localhost/',
    );
    const changed = await partner.run(
      'oauth-clients',
      'set',
      'acme-app',
      id,
      '--name',
      'Acme CRM',
      '--redirect',
      redirect,
    );
    const listed = await partner.run('oauth-clients', 'list', 'acme-app');
    const link = new URL('/oauth2/authorize', 'https://anywhere.example');
    const asked = {
      response_type: 'code',
      client_id: id,
      redirect_uri: redirect,
      scope: 'destination/acme-app',
      state: 'x',
    };
    link.search = new URLSearchParams({
      ...asked,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }).toString();
    const cut = await customer.run('grants', 'create', link.href.replace(/&state=.*/, ''), '--source', 'shop');
    const granted = await customer.run('grants', 'create', link.href, '--source', 'shop');
    const code = /code=(psc_[\w-]+)/.exec(granted.stdout)?.[1] ?? '';
    const exchanged = await fetch(`${pipeline.url}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', client_id: id, client_secret: secret },
        ...{ code, redirect_uri: redirect, code_verifier: verifier },
      }),
    });
    const { access_token: token = '' } = (await exchanged.json()) as { access_token?: string };
    const asApp = ['--token', token, '--url', pipeline.url];
    const create = ['destinations', 'create', '--catalog', 'acme', '--source', 'shop', '--id', 'installed'];
    const installed = await shell.run(...create, 'settings.apiKey=good-key', ...asApp);
    const seen = await shell.run('destinations', 'list', ...asApp);
    const grants = await customer.json<{ id: string }>('grants', 'list');
    await customer.run('grants', 'revoke', grants.id);
    const afterwards = await shell.run('destinations', 'list', ...asApp);
    await customer.run('destinations', 'delete', 'installed', '--yes');
    await partner.run('oauth-clients', 'delete', 'acme-app', id, '--yes');
    const gone = await partner.run('oauth-clients', 'list', 'acme-app');

    expect(none.stderr).toContain('--redirect https://');
    expect(changed.stdout).toMatch(/^redirects: +https:\/\/acme\.example\/callback$/m);
    expect(listed.stdout).toMatch(new RegExp(`^${id} +Acme CRM +destination/acme-app `, 'm'));
    expect(listed.stdout).not.toContain(secret);
    expect(cut.stderr).toContain('The link has no state.');
    expect(granted.stdout).toContain('Acme CRM (acme-app) may manage its own destinations of the source shop.');
    expect(installed).toMatchObject({ code: 0, stderr: '' });
    expect(seen.stdout).toContain('installed');
    expect(seen.stdout).not.toContain('shop-acme');
    expect(afterwards.code).toBe(1);
    expect(gone.stdout).toContain('The app has none.');
  });

  test('exports what the customer has set and nothing of the partner, and applies it again', async () => {
    const file = join(shell.directory, 'customer.yaml');
    const exported = await customer.run('export', '--secrets');
    writeFileSync(file, exported.stdout);
    const drift = await customer.run('plan', file);

    expect(exported.stdout).toContain('good-key');
    expect(exported.stdout).not.toContain(SECRET);
    expect(drift.stdout).toBe('Nothing to change: the workspace is as the file says.\n');
  });

  test('shows events as they come, and the schema that they have', async () => {
    const { writeKeys } = await customer.json<{ writeKeys: [string] }>('sources', 'show', 'shop');
    const body = { userId: 'u1', event: 'Order', messageId: 'tail-1', properties: { total: 5 } };
    const isTaken = async (): Promise<boolean> => {
      const sent = await pipeline.send('/v1/track', body, { authorization: basic(writeKeys[0]) });
      return sent.headers.get('x-penstock-warning') === null;
    };
    await expect.poll(isTaken).toBe(true);
    await pipeline.drain();

    const tail = await customer.run('tail', 'shop', '--once', '--text');
    const schema = await customer.run('sources', 'schema', 'shop');

    expect(tail.stdout).toMatch(/accepted +track Order +tail-1\n {4}\{/);
    expect(schema.stdout).toMatch(/^track +Order +1 .*total/m);
  });
});
