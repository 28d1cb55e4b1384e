import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ACCOUNT, awsEnvironment, bareEnvironment, REGION } from './environment.ts';
import type { Emulator } from './emulator.ts';
import type { Processes } from './processes.ts';

/** The stage of cdk.json that lets destinations be on loopback. */
export const STAGE = 'rehearsal';
export const DATA_STACK = `Penstock-${STAGE}-Data`;
export const PIPELINE_STACK = `Penstock-${STAGE}-Pipeline`;

const SYNTH_MS = 240_000;
const DEPLOY_MS = 120_000;
const SHORT_MS = 60_000;
/** What of a failed command's output says why, most of the time. */
const LAST_LINES = 15;

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** Stack name -> output name -> value. */
export type Outputs = z.infer<typeof outputsSchema>;

export type Deployment = {
  /** Each throws with the end of the command's output when the command failed. */
  synthesise(): Promise<void>;
  bootstrap(): Promise<void>;
  deploy(): Promise<Outputs>;
  destroy(): Promise<void>;
  /** Runs `npm run penstock`. Returns what it printed. */
  penstock(...args: string[]): Promise<string>;
};

/** The commands an operator uses, on the real CDK CLI and on our own, with the emulator as the only AWS they can find. */
export function createDeployment({
  processes,
  directory,
  emulator,
}: {
  processes: Processes;
  directory: string;
  emulator: Emulator;
}): Deployment {
  const assembly = join(directory, 'cdk.out');
  const outputsFile = join(directory, 'outputs.json');

  async function node(name: string, args: readonly string[], { timeoutMs = SHORT_MS, isAws = true } = {}) {
    const bare = bareEnvironment(directory);
    const { isOk, output } = await processes.run({
      file: process.execPath,
      args,
      env: isAws ? awsEnvironment(bare, emulator) : { ...bare, CDK_HOME: join(directory, 'cdk-home') },
      timeoutMs,
      logFile: join(directory, `${name}.log`),
    });
    if (!isOk) throw new Error(`it failed, and said last:\n${lastLines(output)}`);
    return output;
  }

  const cdk = (command: string, args: readonly string[], options?: { timeoutMs?: number; isAws?: boolean }) =>
    node(`cdk-${command}`, ['node_modules/aws-cdk/bin/cdk', command, '--no-notices', ...args], options);

  return {
    async synthesise() {
      // Bundling and cdk-nag run here; without an account, as nothing is looked up.
      const args = ['--quiet', '--output', assembly, '-c', `stage=${STAGE}`];
      await cdk('synth', args, { timeoutMs: SYNTH_MS, isAws: false });
    },
    async bootstrap() {
      await cdk('bootstrap', ['--app', assembly, `aws://${ACCOUNT}/${REGION}`]);
    },
    async deploy() {
      const args = ['--app', assembly, '--all', '--require-approval', 'never', '--outputs-file', outputsFile];
      const output = await cdk('deploy', args, { timeoutMs: DEPLOY_MS });
      if (!existsSync(outputsFile)) throw new Error(`it left no outputs, and said last:\n${lastLines(output)}`);
      return outputsSchema.parse(JSON.parse(readFileSync(outputsFile, 'utf8')));
    },
    async destroy() {
      await cdk('destroy', ['--app', assembly, '--all', '--force'], { timeoutMs: DEPLOY_MS });
    },
    async penstock(...args) {
      const output = await node('penstock', ['bin/penstock.ts', ...args, '--stage', STAGE]);
      return output.slice(output.indexOf('\n') + 1);
    },
  };
}

function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}
