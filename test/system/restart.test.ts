import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';
import { basic } from '../support/test-pipeline.ts';

let directory: string;
let running: PenstockProcess | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-restart-'));
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

async function start(...args: string[]): Promise<PenstockProcess> {
  running = await startPenstock(['--port', '0', '--data', join(directory, 'data'), ...args]);
  return running;
}

type Destination = { readonly id: string; readonly filter?: string; readonly name?: string };

async function destinationsOf({ url }: PenstockProcess): Promise<readonly Destination[]> {
  const response = await fetch(`${url}/api/v1/destinations`);
  return ((await response.json()) as { data: { destinations: Destination[] } }).data.destinations;
}

async function write({ url }: PenstockProcess, line: string, body: object): Promise<number> {
  const [method = '', path = ''] = line.split(' ');
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
  return response.status;
}

describe('Penstock that is started again with its workspace file', () => {
  const fileOf = (name: string): string => `workspace: acme
sources:
  - { id: web, writeKeys: [wk_web] }
destinations:
  - { id: crm, name: ${name}, source: web, kind: webhook, settings: { url: "http://127.0.0.1:9/hook" } }
`;

  test('keeps what was changed since, and changes what the file says otherwise now', async () => {
    const file = join(directory, 'acme.yaml');
    writeFileSync(file, fileOf('First'));
    const first = await start('--workspace', file);
    const other = {
      id: 'other',
      name: 'Other',
      sourceId: 'web',
      kind: 'webhook',
      settings: { url: 'https://x.example' },
    };
    await write(first, 'PATCH /api/v1/destinations/crm', { filter: 'type = "track"' });
    await write(first, 'POST /api/v1/destinations', other);
    await first.stop('SIGTERM');

    const second = await start('--workspace', file);
    const unchanged = await destinationsOf(second);
    await second.stop('SIGTERM');
    writeFileSync(file, fileOf('Second'));
    const third = await start('--workspace', file);
    const changed = await destinationsOf(third);

    expect(unchanged).toMatchObject([{ id: 'crm', name: 'First', filter: 'type = "track"' }, { id: 'other' }]);
    expect(second.output()).toContain('Beside the file 2 things were changed and stay');
    expect(changed).toMatchObject([{ id: 'crm', name: 'Second', filter: 'type = "track"' }, { id: 'other' }]);
    expect(third.output()).toContain('~ update destination crm\n    name: "First" -> "Second"');
  });
});

describe('Penstock that is started again with the example', () => {
  test('prints what the example gets, also when there are other workspaces by now', async () => {
    const first = await start();
    await write(first, 'POST /api/workspaces', { id: 'shop' });
    await first.stop('SIGTERM');

    const second = await start();
    const body = JSON.stringify({ userId: 'u1', event: 'Order Completed', messageId: 'after-restart' });
    await fetch(`${second.url}/v1/track`, { method: 'POST', headers: { authorization: basic('wk_example') }, body });

    await expect.poll(() => second.output()).toMatch(/\[receiver\] got \(signed\): .*after-restart/);
  });
});

describe('the data directory', () => {
  /** Directories and files that others than their owner may use. */
  function openToOthers(): string[] {
    const data = join(directory, 'data');
    const all = ['.', ...(readdirSync(data, { recursive: true }) as string[])];
    return all.filter((name) => (statSync(join(data, name)).mode & 0o077) !== 0);
  }

  test('is for its owner only while Penstock runs, also when it was open to others before', async () => {
    const first = await start();
    const whileNew = openToOthers();
    await first.stop('SIGTERM');
    for (const name of ['data', 'data/sqs-s3', 'data/dynamodb.sqlite']) chmodSync(join(directory, name), 0o755);

    await start();

    expect(whileNew).toEqual([]);
    expect(openToOthers()).toEqual([]);
    expect(readdirSync(join(directory, 'data'))).toEqual(expect.arrayContaining(['dynamodb.sqlite-wal', 'sqs-s3']));
  });
});
