import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { componentUsageCommands } from '../../bin/penstock/component-usage.ts';
import type { Connection } from '../../bin/penstock/connection.ts';
import { createOutput } from '../../bin/penstock/output.ts';
import { parse } from '../../bin/penstock/parse.ts';
import { reviewCommands } from '../../bin/penstock/reviews.ts';
import { createApiClient } from '../../client/api-client.ts';
import { destinationLedgerKey } from '../../domain/tables/table-keys.ts';
import { transact } from '../../functions/shared/dynamo/document-store.ts';
import { createTotals } from '../../functions/shared/ledger/ledger-totals.ts';
import { aComponent } from '../support/a-component.ts';
import { anApi, anOutside } from '../support/an-api.ts';
import { CONTROL_TABLE, DEDUPE_TABLE, startRealTables } from '../support/real-tables.ts';

// What the command says of a component's customers, its way to the catalog, and a test of what was submitted: against the API.

const COMMANDS = [...componentUsageCommands, ...reviewCommands];
const NOW = new Date('2026-11-22T12:00:30.000Z');
const CUSTOMERS = ['one', 'two', 'three', 'four', 'five'];

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;
let partner: string;
let reviewer: string;
let laterMs = 0;
/** What the partner's address answers. */
let status = 200;

beforeAll(async () => {
  tables = await startRealTables();
  const send = async () =>
    ({ kind: 'response', status, headers: {}, body: '', bodyTruncated: false, durationMs: 1 }) as const;
  const now = () => new Date(NOW.getTime() + laterMs);
  api = anApi(tables.dynamodb, { now, outside: anOutside({ http: { send } }) });
  await api.reviewingWorkspace('reviews');
  partner = await api.token('partner');
  reviewer = await api.token('reviews', 'reviewer');
  await aComponent(api, partner, { appId: 'acme', id: 'acme-crm', until: 'private-beta' });
  await aComponent(api, partner, { appId: 'next', id: 'next-crm', until: 'in-review' });
});
afterAll(() => tables.close());
afterEach(() => {
  process.exitCode = undefined;
});

/** The API without HTTP. */
async function asFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { pathname, search } = new URL(input instanceof Request ? input.url : input);
  const headers = init.headers as Record<string, string>;
  const body = typeof init.body === 'string' ? { body: init.body } : {};
  const line = `${init.method ?? 'GET'} ${pathname.slice('/api/v1'.length)}${search}`;
  const answer = await api.call(line, { headers, ...body });
  return Response.json(answer.body, { status: answer.status, headers: answer.headers });
}

/** What a command prints, and how it ends. */
async function run(token: string, ...argv: string[]): Promise<{ lines: string[]; code: unknown }> {
  const parsed = parse(argv, COMMANDS);
  if (parsed.kind !== 'run') throw new Error(`${argv.join(' ')} is no command`);
  const lines: string[] = [];
  const write = (text: string): number => lines.push(...text.trimEnd().split('\n'));
  const out = createOutput({ write, writeNote: () => undefined, isTerminal: false });
  const client = createApiClient({ url: 'http://localhost', token, fetch: asFetch });
  const connection = { client: () => Promise.resolve(client) } as unknown as Connection;
  const { args, values } = parsed;
  await parsed.command.run({ args, values, connection, out, ask: undefined, env: {}, commands: COMMANDS });
  return { lines, code: process.exitCode };
}

async function connectAll(): Promise<void> {
  await api.call('PUT /components/acme-crm/invitations', { token: partner, body: { workspaces: CUSTOMERS } });
  for (const name of CUSTOMERS) {
    const token = await api.token(name);
    await api.call('POST /sources', { token, body: { id: `${name}-web`, name } });
    const settings = { apiKey: 'key', region: 'us' };
    const body = { id: `${name}-crm`, sourceId: `${name}-web`, metadataId: 'acme-crm', settings };
    expect((await api.call('POST /destinations', { token, body })).status).toBe(201);
  }
  // What is known of all workspaces is two seconds old at most.
  laterMs += 3_000;
}

async function count(destination: string, counts: Record<string, number>): Promise<void> {
  const totals = createTotals({ dynamodb: tables.dynamodb, controlTable: CONTROL_TABLE, dedupeTable: DEDUPE_TABLE }, 0);
  const entry = new Map([[destinationLedgerKey(destination), counts]]);
  await transact(api.tables, await totals.items(entry, NOW.getTime()));
}

describe('components usage and programme', () => {
  test('say from when on there is something to see, and what is missing', async () => {
    const usage = await run(partner, 'components', 'usage', 'acme-crm');
    const programme = await run(partner, 'components', 'programme', 'acme-crm');

    expect(usage.lines).toEqual(['Shown once 5 other workspaces have connected it: fewer could be told apart.']);
    expect(programme.lines).toHaveLength(3);
    expect(programme.lines[0]).toMatch(/^STATUS +WHAT +THERE +DETAILS$/);
    expect(programme.lines[1]).toMatch(/^fail .* 0 of 1 +The app has no OAuth client: POST/);
    expect(programme.lines[2]).toMatch(/^fail .* 0 of 3 /);
  });

  test('show what became of the events of all customers, and what is there of what is asked for', async () => {
    await connectAll();
    await count('one-crm', { matched: 10, delivered: 8, 'discarded:http_400': 1, attempts: 9 });
    await count('two-crm', { matched: 1, delivered: 1, attempts: 1 });

    const usage = await run(partner, 'components', 'usage', 'acme-crm');
    const programme = await run(partner, 'components', 'programme', 'acme-crm');
    const forReviewers = await run(reviewer, 'reviews', 'programme', 'acme-crm');
    const forPrograms = await run(partner, 'components', 'usage', 'acme-crm', '--json');

    expect(usage.lines.slice(0, 5).map((line) => line.replaceAll(/\s+/g, ' '))).toEqual([
      ...['workspaces: 5', 'versions: 5 have 1', 'delivered: 9', 'undelivered: 1', 'success: 90.00 %'],
    ]);
    expect(programme.lines[2]).toMatch(/^fail .* 2 of 3 /);
    expect(forReviewers.lines).toEqual(programme.lines);
    expect(JSON.parse(forPrograms.lines[0] ?? '')).toMatchObject({ usage: { workspaces: 5, delivered: 9 } });
  });

  test('are of the partner and of nobody else', async () => {
    const stranger = await api.token('stranger');

    for (const word of ['usage', 'programme']) {
      const asked = run(stranger, 'components', word, 'acme-crm');
      await expect(asked).rejects.toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});

describe('reviews test', () => {
  test('runs the suite against what was submitted, as a customer would be connected, and ends with 1 when it fails', async () => {
    status = 500;
    const failed = await run(reviewer, 'reviews', 'test', 'next-crm', 'apiKey=of-the-test', 'region=us');

    expect(failed.code).toBe(1);
    expect(failed.lines[0]).toMatch(/^CASE +VERDICT +STATUS +MS +WHAT WAS SEEN$/);
    expect(failed.lines.at(-1)).toMatch(
      /^Not passed: .*, in \d+ requests to https:\/\/us\.acme\.example\/in \([\w-]+\)\.$/,
    );
    expect(failed.lines.join('\n')).not.toContain('of-the-test');
  });

  test('ends with 0 when it passes, and is told to programs whole', async () => {
    status = 200;
    const { lines, code } = await run(reviewer, 'reviews', 'test', 'next-crm', 'apiKey=of-the-test', '--json');

    const { passed } = JSON.parse(lines[0] ?? '') as { passed: boolean };
    expect([passed, code]).toEqual([true, undefined]);
  });

  test('says which setting is missing', async () => {
    await expect(run(reviewer, 'reviews', 'test', 'next-crm')).rejects.toMatchObject({
      ...{ status: 400, problems: [{ path: 'settings.apiKey' }] },
    });
  });

  test('is for reviewers of the workspace that reviews', async () => {
    const developer = await api.token('reviews', 'developer');
    const test = (token: string) => run(token, 'reviews', 'test', 'next-crm', 'apiKey=k');

    await expect(test(developer)).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    await expect(test(partner)).rejects.toMatchObject({ status: 404, code: 'not_found' });
  });
});
