import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { aShell, type Shell } from '../support/penstock-command.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';

const CODE = `async function onRequest(request) {
  const { order } = request.json();
  Segment.track({ userId: 'u1', event: 'Order Completed', properties: { order } });
}`;

let directory: string;
let receiver: Receiver;
let shell: Shell;
let running: PenstockProcess | undefined;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-test-'));
  receiver = await startReceiver();
  shell = aShell();
  writeFileSync(join(directory, 'from-shop.js'), CODE);
  writeFileSync(
    join(directory, 'workspace.json'),
    JSON.stringify({
      workspace: 'acme',
      functions: [{ id: 'from-shop', type: 'source', code: './from-shop.js' }],
      sources: [{ id: 'shop', kind: 'function', function: 'from-shop' }],
      destinations: [{ id: 'crm', source: 'shop', kind: 'webhook', settings: { url: `${receiver.url}/hook` } }],
    }),
  );
});
afterAll(async () => {
  await running?.stop('SIGKILL');
  await receiver.close();
  shell.close();
  rmSync(directory, { recursive: true, force: true });
});

const start = async (): Promise<PenstockProcess> => {
  const file = join(directory, 'workspace.json');
  running = await startPenstock(['--port', '0', '--data', join(directory, 'data'), '--workspace', file]);
  return running;
};

/** What it prints behind the line that says that it is ready. */
async function addressIn({ output }: PenstockProcess): Promise<string> {
  await expect.poll(output).toMatch(/^Requests to the source "shop" come at /m);
  return /come at (\S+)$/m.exec(output())?.[1] ?? '';
}

const ordersOf = (): number[] =>
  receiver.requests.map(({ body }) => (JSON.parse(body) as { properties: { order: number } }).properties.order);
const idsOf = (): string[] =>
  receiver.requests.map(({ body }) => (JSON.parse(body) as { messageId: string }).messageId);

/** Sends orders one after the other until the server goes away. Returns those that were answered with 200. */
async function sendUntilItDies(address: string, first: number): Promise<number[]> {
  const accepted: number[] = [];
  for (let order = first; ; order += 1) {
    const answer = await fetch(address, { method: 'POST', body: JSON.stringify({ order }) }).catch(() => undefined);
    if (answer === undefined) return accepted;
    if (answer.status === 200) accepted.push(order);
  }
}

test('every request that was answered with 200 becomes one event, also when Penstock is killed in between', async () => {
  const accepted: number[] = [];
  let token = '';
  for (const round of [1, 2]) {
    const penstock = await start();
    const address = await addressIn(penstock);
    token = address.split('/').at(-1) ?? '';
    const sending = sendUntilItDies(address, round * 10_000);
    const goal = receiver.requests.length + 30;
    await expect.poll(() => receiver.requests.length).toBeGreaterThan(goal);
    await penstock.stop('SIGKILL');
    accepted.push(...(await sending));
  }

  const penstock = await start();
  expect((await addressIn(penstock)).endsWith(`/fn/${token}`)).toBe(true);
  await expect.poll(() => new Set(accepted).difference(new Set(ordersOf())).size).toBe(0);

  expect(accepted.length).toBeGreaterThan(60);
  // Whatever was run or delivered twice is the same event: each order has one id.
  expect(new Set(idsOf()).size).toBe(new Set(ordersOf()).size);
});

test('its address rotates, and the one before is taken for as long as is said', async () => {
  const { url } = running ?? (await start());
  type Shown = { addresses: { id: string; url: string; endsAt?: string }[] };
  const of = (...args: string[]): Promise<Shown> => shell.json<Shown>(...args, '--url', url);
  const statusOf = async (address = ''): Promise<number> =>
    (await fetch(address, { method: 'POST', body: '{"order":1}' })).status;

  const before = await of('sources', 'show', 'shop');
  const rotated = await of('sources', 'rotate-address', 'shop', '--overlap', '1h');
  const old = before.addresses[0];
  const [kept, made] = rotated.addresses;
  const whileBoth = await Promise.all([statusOf(old?.url), statusOf(made?.url)]);
  const lasting = await shell.run('sources', 'revoke-address', 'shop', made?.id ?? '', '--yes', '--url', url);
  await of('sources', 'revoke-address', 'shop', old?.id ?? '', '--yes');

  expect(kept).toMatchObject({ url: old?.url, endsAt: expect.any(String) as string });
  expect(whileBoth).toEqual([200, 200]);
  expect(lasting).toMatchObject({ code: 1, stderr: expect.stringContaining('the address that stays') as string });
  await expect.poll(() => statusOf(old?.url)).toBe(404);
  expect(await statusOf(made?.url)).toBe(200);
  const applied = await shell.run('apply', join(directory, 'workspace.json'), '--yes', '--url', url);
  expect(applied.stdout).toContain(`requests to shop: ${made?.url ?? ''}`);
});

test('is tried with a request before it is saved', async () => {
  const { url } = running ?? (await start());
  const file = join(directory, 'from-shop.js');
  const request = JSON.stringify({ body: { order: 7 }, headers: { 'X-Shop': 'a' } });
  const args = ['functions', 'test', 'from-shop', '--file', file, '--type', 'source', '--request'];

  const good = await shell.json<{ runs: [{ result: string; returned: { events: [{ event: object }] } }] }>(
    ...[...args, request, '--url', url],
  );
  const bad = await shell.run(...args, '{"body":"no json"}', '--url', url);

  expect(good.runs[0]).toMatchObject({
    result: 'passed',
    returned: {
      events: [{ isTaken: true, event: { type: 'track', messageId: 'fn-test-0', properties: { order: 7 } } }],
    },
  });
  expect(bad).toMatchObject({ code: 1, stdout: expect.stringContaining('function_error') as string });
});
