// The whole of Penstock as `npm start` runs it, in processes of its own, with a data directory that is thrown away.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import packageJson from '../../../package.json' with { type: 'json' };
import { PROJECT_ROOT } from '../../../local/source-tree.ts';

export type RunningPipeline = { readonly port: number; readonly pid: number; close(): Promise<void> };

export const writeKeyOf = (sourceId: string): string => `wk_${sourceId}`;

/** Resolves when it takes requests. Of each name there is a source, whose events go to a webhook at the URL. */
export async function startPenstock(urls: Readonly<Record<string, string>>): Promise<RunningPipeline> {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-bench-'));
  const workspaceFile = join(directory, 'workspace.json');
  const workspace = {
    workspace: 'bench',
    sources: Object.keys(urls).map((id) => ({ id, writeKeys: [writeKeyOf(id)] })),
    destinations: Object.entries(urls).map(([id, url]) => ({
      ...{ id: `${id}-crm`, source: id, kind: 'webhook', settings: { url, sharedSecret: 'bench' } },
    })),
  };
  writeFileSync(workspaceFile, JSON.stringify(workspace));
  const port = await freePort();
  const args = ['--port', String(port), '--data', join(directory, 'data'), '--workspace', workspaceFile];
  // The script of `npm start`, with the Node that runs this.
  const child = spawn('/bin/sh', ['-c', `${packageJson.scripts.start} "$@"`, 'penstock', ...args], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const output = createInterface({ input: child.stdout ?? process.stdin });
  const ready = new Promise<void>((resolve) =>
    output.on('line', (line) => {
      if (line.startsWith('Penstock is ready')) resolve();
    }),
  );
  await Promise.race([ready, ended.then(() => Promise.reject(new Error('Penstock did not start')))]);
  return {
    port,
    pid: child.pid ?? NaN,
    async close() {
      child.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
