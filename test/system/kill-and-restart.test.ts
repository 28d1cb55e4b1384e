import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LedgerReport } from '../../functions/shared/ledger/ledger-report.ts';
import { startReceiver, type Receiver } from '../../local/receiver.ts';
import { runPenstock, startPenstock, type PenstockProcess } from '../support/penstock-process.ts';
import { aWebhook, aWorkspace, basic, ledgerFaults } from '../support/test-pipeline.ts';

let directory: string;
let receiver: Receiver;
let workspaceFile: string;
let running: PenstockProcess | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-test-'));
  receiver = await startReceiver();
  workspaceFile = join(directory, 'workspace.json');
  writeFileSync(workspaceFile, JSON.stringify(aWorkspace([aWebhook(receiver.url)])));
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  await receiver.close();
  rmSync(directory, { recursive: true, force: true });
});

const start = async (): Promise<PenstockProcess> => {
  running = await startPenstock(['--port', '0', '--data', join(directory, 'data'), '--workspace', workspaceFile]);
  return running;
};

async function ledgerOf({ url }: PenstockProcess): Promise<LedgerReport> {
  return (await (await fetch(`${url}/api/ledger`)).json()) as LedgerReport;
}

/** Sends batches of 20 until the server goes away. Returns the ids of the events that were answered with 200. */
async function sendUntilItDies({ url }: PenstockProcess, name: string): Promise<string[]> {
  const accepted: string[] = [];
  const send = async (worker: number): Promise<void> => {
    for (let round = 0; ; round += 1) {
      const ids = Array.from({ length: 20 }, (_, index) => `${name}-${worker}-${round}-${index}`);
      const batch = ids.map((messageId) => ({ type: 'track', event: 'Clicked', userId: 'u1', messageId }));
      const response = await fetch(`${url}/v1/batch`, {
        method: 'POST',
        headers: { authorization: basic('wk_web') },
        body: JSON.stringify({ batch }),
      }).catch(() => undefined);
      if (response === undefined) return;
      if (response.status === 200) accepted.push(...ids);
    }
  };
  await Promise.all([send(0), send(1), send(2)]);
  return accepted;
}

describe('Penstock killed with SIGKILL under load', () => {
  test('delivers every event that it accepted once it is started again, and its ledger closes', async () => {
    const accepted: string[] = [];
    for (const name of ['first', 'second', 'third']) {
      const penstock = await start();
      const sending = sendUntilItDies(penstock, name);
      const goal = receiver.requests.length + 300;
      await expect.poll(() => receiver.requests.length).toBeGreaterThan(goal);
      await penstock.stop('SIGKILL');
      accepted.push(...(await sending));
    }

    const penstock = await start();
    const arrived = (): Set<unknown> => new Set(receiver.requests.map(({ headers }) => headers['webhook-id']));
    const missing = (): number => new Set(accepted).difference(arrived()).size;
    await expect.poll(missing).toBe(0);
    await expect.poll(async () => ledgerFaults(await ledgerOf(penstock))).toEqual([]);

    expect(accepted.length).toBeGreaterThan(900);
    const { delivered, attempts } = (await ledgerOf(penstock)).destinations[0] ?? { delivered: 0, attempts: 0 };
    expect(delivered).toBe(arrived().size);
    expect(attempts).toBe(delivered);
    // At least once: an event whose attempt was under way at a kill is attempted again, at most once for each kill.
    const repeats = receiver.requests.length - arrived().size;
    console.info(`${accepted.length} accepted, ${arrived().size} delivered, ${repeats} attempted more than once`);
    const attemptsOf = Map.groupBy(receiver.requests, ({ headers }) => headers['webhook-id']);
    expect(Math.max(...[...attemptsOf.values()].map(({ length }) => length))).toBeLessThanOrEqual(1 + 3);
    // Not everything was under way.
    expect(repeats).toBeLessThan(accepted.length);
  });
});

describe('the command', () => {
  test('finishes its work and exits with 0 on SIGTERM', async () => {
    const penstock = await start();

    const code = await penstock.stop('SIGTERM');

    expect(code).toBe(0);
  });

  test('refuses a data directory that another Penstock works on, in words', async () => {
    await start();

    const second = await runPenstock(['--port', '0', '--data', join(directory, 'data')]);

    expect(second.code).toBe(1);
    expect(second.output).toMatch(/in use|already/i);
    expect(second.output).not.toMatch(/^\s+at /m);
  });

  test('says which port is taken and how to choose another', async () => {
    const { url } = await start();
    const { port } = new URL(url);

    const second = await runPenstock(['--port', port, '--ephemeral']);

    expect(second.code).toBe(1);
    expect(second.output).toContain(port);
    expect(second.output).toContain('--port');
    expect(second.output).not.toMatch(/^\s+at /m);
  });

  test('names file, line and problem of a bad workspace file', async () => {
    const bad = join(directory, 'bad.yaml');
    writeFileSync(bad, 'workspace: acme\nsources:\n  - id: web\n    writeKeys: []\n');

    const { code, output } = await runPenstock(['--ephemeral', '--port', '0', '--workspace', bad]);

    expect(code).toBe(1);
    expect(output).toContain('bad.yaml:4  sources[0].writeKeys: must have at least one write key');
  });
});
