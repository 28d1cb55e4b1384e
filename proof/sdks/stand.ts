import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';
import { startReceiver } from '../../local/receiver.ts';
import { startPipelineProcess } from '../soak/pipeline-process.ts';

/** The program itself with a source and a destination, which can be stopped and started at the same address. */
export type Stand = {
  readonly url: string;
  /** Where an example can be installed. It ends with the stand. */
  readonly directory: string;
  readonly writeKey: string;
  /** Whether an event of this name has arrived since the start, or since it was stopped. */
  hasReceived(event: string): boolean;
  /** Ends it with all that it knows: an example that names its event sends it again, and that is to be no copy. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
};

const WRITE_KEY = 'wk_sdks';

export async function startStand(): Promise<Stand> {
  const home = mkdtempSync(join(tmpdir(), 'penstock-sdks-'));
  const remove = (): void => rmSync(home, { recursive: true, force: true });
  // However this process ends.
  process.once('exit', remove);
  const receiver = await startReceiver();
  const workspaceFile = join(home, 'workspace.json');
  writeFileSync(workspaceFile, JSON.stringify(workspaceOf(receiver.url)));
  const directory = join(home, 'example');
  mkdirSync(directory);
  const dataDir = join(home, 'data');
  const options = { dataDir, workspaceFile, onLine: () => undefined };
  let seen = 0;
  let penstock = await startPipelineProcess(options, 0);
  const { url } = penstock;
  return {
    url,
    directory,
    writeKey: WRITE_KEY,
    hasReceived: (event) => receiver.requests.slice(seen).some(({ body }) => body.includes(event)),
    async stop() {
      await penstock.end('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true });
      seen = receiver.requests.length;
    },
    async start() {
      penstock = await startPipelineProcess(options, Number(new URL(url).port));
    },
    async close() {
      await penstock.end('SIGKILL');
      await receiver.close();
      remove();
      process.off('exit', remove);
    },
  };
}

function workspaceOf(url: string): WorkspaceInput {
  return {
    workspace: 'sdks',
    sources: [{ id: 'web', writeKeys: [WRITE_KEY] }],
    destinations: [{ id: 'partner', source: 'web', kind: 'webhook', settings: { url } }],
  };
}
