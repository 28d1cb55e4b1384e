import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'vitest';
import { reconcile } from '../../domain/ledger/reconcile.ts';
import type { LedgerReport } from '../../functions/shared/ledger/ledger-report.ts';
import { startAsTyped, type NpmStart } from './npm-start.ts';
import { quiet } from './quiet.ts';
import { commandOf, openTerminal, readTranscript, writeTranscript, type Part, type Terminal } from './transcript.ts';

// A page of the documentation, typed in: one block after the other into one shell, with a Penstock of its own. What is
// printed otherwise than the page says fails the test, or is written down with --update.

const ROOT = resolve(import.meta.dirname, '../..');
const PENSTOCK = 'http://localhost:8080';
/** Where partners are on the pages. */
const PARTNER = 'http://localhost:9000';

/** Functions ask every two seconds whether the configuration has changed. */
const KNOWN_AFTER_MS = 2_500;
const CHANGES = / (destinations|sources|apply) |\/api\/v1\//;
const SENDS = /send\.mjs|\/v1\/(track|identify|batch)\b|Analytics\(/;

export async function typePage(page: string): Promise<void> {
  const reader = await openReader();
  try {
    const seen: Part[] = [];
    for (const part of readTranscript(readFileSync(join(ROOT, page), 'utf8'))) seen.push(await reader.read(part));
    await reader.penstock.drain();
    await expect(writeTranscript(seen)).toMatchFileSnapshot(join(ROOT, page));
    const ledger = await reader.ledger();
    expect(reconcile(ledger).faults).toEqual([]);
    expect(ledger.destinations.filter(({ waiting }) => waiting > 0)).toEqual([]);
  } finally {
    await reader.close();
  }
}

async function openReader(): Promise<Reader> {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-page-'));
  makeCheckout(directory);
  return new Reader(directory, await freePort(), await startAsTyped('npm start', directory));
}

/** Somebody who does what a page says. */
class Reader {
  readonly #directory: string;
  readonly #terminal: Terminal;
  readonly #partner: string;
  #changedAtMs = 0;
  penstock: NpmStart;

  constructor(directory: string, partnerPort: number, penstock: NpmStart) {
    this.#directory = directory;
    this.#partner = `http://localhost:${partnerPort}`;
    this.penstock = penstock;
    this.#terminal = openTerminal(directory, environment(directory, partnerPort));
  }

  /** Does what this part of the page says, and gives back what it would say now. */
  async read(part: Part): Promise<Part> {
    switch (part.kind) {
      case 'text':
        return part;
      case 'file':
        writeFileSync(join(this.#directory, part.name), this.#toHere(`${part.lines.join('\n')}\n`));
        return part;
      case 'script':
        await this.#run(part.lines);
        return part;
      case 'command': {
        const output = await this.#type(commandOf(part));
        return quiet(output.join('\n')) === quiet(part.output.join('\n')) ? part : { ...part, output };
      }
    }
  }

  async ledger(): Promise<LedgerReport> {
    return (await (await fetch(`${this.penstock.url}/api/ledger`)).json()) as LedgerReport;
  }

  async close(): Promise<void> {
    await this.#terminal.close();
    await this.penstock.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #run(lines: readonly string[]): Promise<void> {
    const start = lines.findIndex((line) => line.startsWith('npm start'));
    const script = lines.slice(0, start === -1 ? undefined : start).join('\n');
    if (script.trim() !== '') await this.#patiently(script, () => this.#terminal.run(this.#toHere(script)));
    if (start === -1) return;
    await this.#restart(lines[start] ?? '');
    await this.#run(lines.slice(start + 1));
  }

  async #type(command: string): Promise<string[]> {
    const output = await this.#patiently(command, () => this.#terminal.type(this.#toHere(command)));
    if (command.endsWith('&')) await expect.poll(() => isThere(this.#partner)).toBe(true);
    return output === '' ? [] : this.#toSaid(output).split('\n');
  }

  /** A person takes his time: everything has come to an end, and what was changed is known everywhere. */
  async #patiently<T>(command: string, act: () => Promise<T>): Promise<T> {
    await this.penstock.drain();
    if (SENDS.test(command)) {
      await expect.poll(() => performance.now() - this.#changedAtMs).toBeGreaterThan(KNOWN_AFTER_MS);
    }
    const result = await act();
    if (CHANGES.test(command)) this.#changedAtMs = performance.now();
    return result;
  }

  async #restart(command: string): Promise<void> {
    await this.penstock.drain();
    await this.penstock.close();
    this.penstock = await startAsTyped(command, this.#directory);
  }

  #toHere(text: string): string {
    return text.replaceAll(PENSTOCK, this.penstock.url).replaceAll(PARTNER, this.#partner);
  }

  #toSaid(text: string): string {
    return text
      .replaceAll(this.penstock.url, PENSTOCK)
      .replaceAll(this.#partner, PARTNER)
      .replaceAll(this.#directory, '~');
  }
}

/** A folder like that of the project, in which a page may write, with `penstock` on the PATH. */
function makeCheckout(directory: string): void {
  const visible = readdirSync(ROOT).filter((name) => !name.startsWith('.'));
  for (const name of visible) symlinkSync(join(ROOT, name), join(directory, name));
  const penstock = `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin/penstock.ts')}' "$@"\n`;
  writeFileSync(join(directory, 'penstock'), penstock, { mode: 0o755 });
  // Else curl takes an answer such as 404 for a success.
  writeFileSync(join(directory, '.curlrc'), 'fail-with-body\n');
}

function environment(directory: string, partnerPort: number): Record<string, string | undefined> {
  return {
    HOME: directory,
    PATH: [directory, dirname(process.execPath), process.env['PATH']].join(':'),
    TMPDIR: process.env['TMPDIR'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    PORT: String(partnerPort),
    TZ: 'UTC',
  };
}

/**
 * For a partner who comes later, or never. Below those that the system hands out, or a server that starts meanwhile
 * would have it.
 */
async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((done) => {
    server.once('error', () => done(false)).listen(port, () => done(true));
  });
  if (!isFree) return freePort();
  server.close();
  await once(server, 'close');
  return port;
}

const isThere = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );
