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

/** A destination function with its code, which finds the URL in its settings. */
type FunctionAt = { readonly url: string; readonly code: string };

/** Resolves when it takes requests. Of each name there is a source, whose events go to a webhook at the URL, or to a function. */
export async function startPenstock(targets: Readonly<Record<string, string | FunctionAt>>): Promise<RunningPipeline> {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-bench-'));
  const workspaceFile = join(directory, 'workspace.json');
  const functions = Object.entries(targets).flatMap(([id, target]) =>
    typeof target === 'string'
      ? []
      : [{ id: `${id}-function`, type: 'destination', code: target.code, settings: { url: { type: 'string' } } }],
  );
  const workspace = {
    workspace: 'bench',
    sources: Object.keys(targets).map((id) => ({ id, writeKeys: [writeKeyOf(id)] })),
    ...(functions.length === 0 ? {} : { functions }),
    destinations: Object.entries(targets).map(([id, target]) => ({
      ...{ id: `${id}-crm`, source: id },
      ...(typeof target === 'string'
        ? { kind: 'webhook', settings: { url: target, sharedSecret: 'bench' } }
        : { kind: 'function', function: `${id}-function`, settings: { url: target.url } }),
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
