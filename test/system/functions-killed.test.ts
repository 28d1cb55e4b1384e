import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerReport } from '../../functions/shared/ledger/ledger-report.ts';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { startPenstock, type PenstockProcess } from '../support/penstock-process.ts';
import { basic, ledgerFaults } from '../support/test-pipeline.ts';

const MARK = "function onTrack(event) { event.properties = { marked: 'yes' }; return event; }";
const TO_PARTNER = `async function onTrack(event, { url }) {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
  if (!answer.ok) throw new RetryError('the partner is not there');
}`;

let directory: string;
let receiver: Receiver;
let running: PenstockProcess | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-test-'));
  receiver = await startReceiver();
  const workspace = {
    workspace: 'acme',
    sources: [{ id: 'web', writeKeys: ['wk_web'] }],
    functions: [
      { id: 'mark', type: 'insert', code: MARK },
      { id: 'to-partner', type: 'destination', code: TO_PARTNER, settings: { url: { required: true } } },
    ],
    destinations: [
      {
        ...{ id: 'function', source: 'web', kind: 'function', function: 'to-partner', insert: ['mark'] },
        settings: { url: `${receiver.url}/function` },
      },
      {
        ...{ id: 'webhook', source: 'web', kind: 'webhook', insert: ['mark'] },
        settings: { url: `${receiver.url}/webhook` },
      },
    ],
  };
  writeFileSync(join(directory, 'workspace.json'), JSON.stringify(workspace));
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  await receiver.close();
  rmSync(directory, { recursive: true, force: true });
});

async function start(): Promise<PenstockProcess> {
  const files = ['--data', join(directory, 'data'), '--workspace', join(directory, 'workspace.json')];
  running = await startPenstock(['--port', '0', ...files]);
  return running;
}

/** The ids of the events of one batch, if it was answered with 200. */
async function send({ url }: PenstockProcess, name: string): Promise<string[]> {
  const ids = Array.from({ length: 100 }, (_, index) => `${name}-${index}`);
  const batch = ids.map((messageId) => ({ type: 'track', event: 'Clicked', userId: 'u1', messageId }));
  const { status } = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: basic('wk_web') },
    body: JSON.stringify({ batch }),
  });
  return status === 200 ? ids : [];
}

type Event = { readonly messageId: string; readonly properties?: { readonly marked?: string } };
const arrived = (path: string): readonly Event[] =>
  receiver.requests.filter((request) => request.path === path).map(({ body }) => JSON.parse(body) as Event);

test('what runs functions is killed again and again: nothing is lost, and nothing is sent as it was', async () => {
  const accepted: string[] = [];
  for (const name of ['first', 'second', 'third']) {
    const penstock = await start();
    const goal = receiver.requests.length + 30;
    for (let round = 0; round < 3; round += 1) accepted.push(...(await send(penstock, `${name}-${round}`)));
    await expect.poll(() => receiver.requests.length).toBeGreaterThan(goal);
    await penstock.stop('SIGKILL');
  }

  const penstock = await start();
  const missing = (path: string): number =>
    new Set(accepted).difference(new Set(arrived(path).map(({ messageId }) => messageId))).size;
  await expect.poll(() => [missing('/function'), missing('/webhook')]).toEqual([0, 0]);
  const ledger = async (): Promise<LedgerReport> =>
    (await (await fetch(`${penstock.url}/api/ledger`)).json()) as LedgerReport;
  await expect.poll(async () => ledgerFaults(await ledger())).toEqual([]);

  expect(accepted).toHaveLength(900);
  const all = [...arrived('/function'), ...arrived('/webhook')];
  expect(all.filter(({ properties }) => properties?.marked !== 'yes')).toEqual([]);
  const { destinations } = await ledger();
  expect(
    destinations.map(({ delivered, deadLettered, discarded }) => ({ delivered, deadLettered, discarded })),
  ).toEqual([
    { delivered: 900, deadLettered: {}, discarded: {} },
    { delivered: 900, deadLettered: {}, discarded: {} },
  ]);
});
