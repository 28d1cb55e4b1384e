import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reconcile } from '../../domain/ledger/reconcile.ts';
import { workspaceSchema, type WorkspaceInput } from '../../domain/workspace/workspace.ts';
import type { LedgerReport } from '../../functions/shared/ledger/ledger-report.ts';
import { loadWorkspace } from '../../local/load-workspace.ts';
import { startPipeline, type Pipeline, type PipelineOptions } from '../../local/start-pipeline.ts';

export type TestPipeline = Pipeline & {
  /** POSTs to the tracking API with the write key `wk_web`. */
  send(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  ledger(): Promise<LedgerReport>;
  /** Every line that functions and the runner have written so far. */
  lines: readonly string[];
  /** Makes the running pipeline's configuration what the workspace says. */
  reconfigure(workspace: WorkspaceInput): Promise<void>;
};

/** `Authorization` for a write key, as most SDKs send it. */
export const basic = (writeKey: string): string => `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;

/** A workspace with the source `web` and the given destinations of it. */
export function aWorkspace(destinations: NonNullable<WorkspaceInput['destinations']> = []): WorkspaceInput {
  return { workspace: 'acme', sources: [{ id: 'web', writeKeys: ['wk_web'] }], destinations };
}

/** A webhook destination of the source `web`. */
export function aWebhook(
  url: string,
  overrides: Partial<NonNullable<WorkspaceInput['destinations']>[number]> = {},
): NonNullable<WorkspaceInput['destinations']>[number] {
  const webhook = { id: 'crm', source: 'web', kind: 'webhook', settings: { url: `${url}/hook` }, ...overrides };
  return webhook as NonNullable<WorkspaceInput['destinations']>[number];
}

/** The whole pipeline on embedded emulators, with its state in a directory that `close` removes. */
export async function startTestPipeline(
  workspace: WorkspaceInput,
  options: Pick<PipelineOptions, 'scheduleEveryMs' | 'routes'> = {},
): Promise<TestPipeline> {
  const dataDir = mkdtempSync(join(tmpdir(), 'penstock-test-'));
  const lines: string[] = [];
  const load = (input: WorkspaceInput, pipeline: Parameters<typeof loadWorkspace>[1]) =>
    loadWorkspace(workspaceSchema.parse(input), pipeline);
  const pipeline = await startPipeline({
    ...options,
    dataDir,
    workspace: workspace.workspace,
    beforeTraffic: async (resources) => {
      await load(workspace, resources);
    },
    log: (line) => lines.push(line),
  });
  return {
    ...pipeline,
    lines,
    send: (path, body, headers = {}) =>
      fetch(`${pipeline.url}${path}`, {
        method: 'POST',
        headers: { authorization: basic('wk_web'), 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    ledger: async () => (await (await fetch(`${pipeline.url}/api/ledger`)).json()) as LedgerReport,
    async reconfigure(input) {
      await load(input, pipeline);
    },
    async close() {
      await pipeline.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The sums that must hold whenever the pipeline is idle, as a list of those that do not. */
export function ledgerFaults(ledger: LedgerReport): string[] {
  const { faults, notes } = reconcile(ledger);
  const waiting = ledger.destinations.filter((destination) => destination.waiting > 0);
  return [
    ...[...faults, ...notes].map(({ owner, message }) => `${owner}: ${message}`),
    ...waiting.map((destination) => `destination:${destination.id}: ${destination.waiting} waiting`),
  ];
}
