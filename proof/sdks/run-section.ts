import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSending, type FileBlock, type Section } from './sections.ts';

/** The address that the page says, and the write key. */
const SAID_ADDRESS = 'localhost:8080';
const SAID_WRITE_KEY = 'wk_example';
const SAID_PORT = /\b8080\b/g;

/** Where the blocks of a section are carried out, and what stands for the address and the write key of the page. */
export type Place = {
  readonly directory: string;
  readonly url: string;
  readonly writeKey: string;
  /** How long commands may take; then they are killed, and have failed. */
  readonly patienceMs: number;
};

export type CommandResult = { readonly isOk: boolean; readonly output: string };

/** Writes the files of a section and carries out the commands that install, in their order, up to the first that fails. */
export async function install(section: Section, place: Place): Promise<CommandResult> {
  for (const block of section.blocks) {
    if (block.kind === 'file') writeBlock(block, place);
    else if (!isSending(section, block)) {
      const result = await runCommands(block.text, place);
      if (!result.isOk) return result;
    }
  }
  return { isOk: true, output: '' };
}

/** Carries out the commands that send. */
export async function send(section: Section, place: Place): Promise<CommandResult> {
  const block = section.blocks.find((candidate) => isSending(section, candidate));
  if (block === undefined) throw new Error(`"${section.title}" has no commands.`);
  return runCommands(block.text, place);
}

/** Only its files, for who has installed everything already. */
export function writeFiles({ blocks }: Section, place: Place): void {
  for (const block of blocks) if (block.kind === 'file') writeBlock(block, place);
}

function writeBlock({ name, text }: FileBlock, place: Place): void {
  const file = join(place.directory, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, toPlace(text, place));
}

function toPlace(text: string, { url, writeKey }: Place): string {
  const { host, port } = new URL(url);
  return text.replaceAll(SAID_ADDRESS, host).replaceAll(SAID_PORT, port).replaceAll(SAID_WRITE_KEY, writeKey);
}

async function runCommands(text: string, place: Place): Promise<CommandResult> {
  const child = spawn('sh', ['-e', '-c', toPlace(text, place)], {
    cwd: place.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, by which everything that it has started ends too.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const end = (): void => endGroup(child.pid);
  const timer = setTimeout(end, place.patienceMs);
  process.once('exit', end);
  const [status] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  process.off('exit', end);
  return { isOk: status === 0, output };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
}
