import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ledgerFaults, startTestPipeline, type TestPipeline } from '../support/test-pipeline.ts';
import { commandOf, openTerminal, readTranscript, writeTranscript, type Terminal } from '../support/transcript.ts';

// docs/tour.md, typed in. After a change that is meant: npm run test:system -- tour --update

const ROOT = resolve(import.meta.dirname, '../..');
const TOUR = join(ROOT, 'docs/tour.md');
/** The first is said again in the transcript, the second is what there is here. */
type Address = readonly [said: string, here: string];

let pipeline: TestPipeline;
let directory: string;
let terminal: Terminal;
let addresses: readonly Address[];

beforeAll(async () => {
  pipeline = await startTestPipeline({ workspace: 'elsewhere', sources: [{ id: 'web', writeKeys: ['wk_web'] }] });
  directory = mkdtempSync(join(tmpdir(), 'penstock-tour-'));
  const partnerPort = await freePort();
  addresses = [
    ['http://localhost:8080', pipeline.url],
    ['http://localhost:9000', `http://localhost:${partnerPort}`],
    ['~', directory],
  ];
  const penstock = `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin/penstock.ts')}' "$@"\n`;
  writeFileSync(join(directory, 'penstock'), penstock, { mode: 0o755 });
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  terminal = openTerminal(directory, {
    HOME: directory,
    PATH: [directory, dirname(process.execPath), process.env['PATH']].join(':'),
    PORT: String(partnerPort),
    TZ: 'UTC',
  });
});
afterAll(async () => {
  await terminal.close();
  await pipeline.close();
  rmSync(directory, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const toHere = (text: string): string =>
  addresses.slice(0, 2).reduce((result, [said, here]) => result.replaceAll(said, here), text);
const toSaid = (text: string): string =>
  addresses.reduce((result, [said, here]) => result.replaceAll(here, said), text);

/** What is another each time: times, ids, keys, signatures, and so the widths of columns. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?/g, 'TIME'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UUID'],
  [/\b\d{10}-UUID/g, 'BATCH'],
  [/date=\d{4}-\d\d-\d\d\/hour=\d\d/g, 'HOUR'],
  // Of undelivered events and of replays.
  [/\b[0-9a-z]{8}[.-][0-9a-z]{1,9}\b/g, 'ID'],
  [/^ {2}[\w-]{32}$/gm, 'WRITE KEY'],
  [/\b(cli|pso|grt|psc|pst)_[\w-]+/g, '$1'],
  [/(x-signature: |webhook-signature: v1,|webhook-timestamp: )\S+/g, '$1NOISE'],
  [/\b\d+ ms\b/g, 'MS'],
  [/^(.* (?:pass|fail) +\d{3} +)\d+ /gm, '$1MS '],
  [/"nodeVersion": "\S+"/g, 'NODE'],
  [/^(revision: +)[0-9a-f]{16}$/gm, '$1REVISION'],
  [/ {2,}/g, ' '],
];
const quiet = (text: string): string =>
  NOISE.reduce((result, [pattern, name]) => result.replaceAll(pattern, name), text);

let changedAtMs = 0;

/** A person takes his time: everything has come to an end, and what was changed is known everywhere. */
async function takeTime(command: string): Promise<void> {
  await pipeline.drain();
  // Functions ask every two seconds whether the configuration has changed.
  if (command.includes('send.mjs')) {
    await expect.poll(() => performance.now() - changedAtMs).toBeGreaterThan(2_500);
  }
}

async function type(command: string): Promise<string[]> {
  await takeTime(command);
  const output = await terminal.type(toHere(command));
  if (command.includes(' destinations ')) changedAtMs = performance.now();
  if (command.endsWith('&')) await expect.poll(isPartnerThere).toBe(true);
  return output === '' ? [] : toSaid(output).split('\n');
}

const isPartnerThere = (): Promise<boolean> =>
  fetch(toHere('http://localhost:9000')).then(
    () => true,
    () => false,
  );

it('the tour goes as it is written down', async () => {
  const parts = readTranscript(readFileSync(TOUR, 'utf8'));
  const seen = [];

  for (const part of parts) {
    if (part.kind === 'file') writeFileSync(join(directory, part.name), toHere(`${part.lines.join('\n')}\n`));
    if (part.kind !== 'command') {
      seen.push(part);
      continue;
    }
    const output = await type(commandOf(part));
    const isAsWritten = quiet(output.join('\n')) === quiet(part.output.join('\n'));
    seen.push(isAsWritten ? part : { ...part, output });
  }
  await pipeline.drain();

  await expect(writeTranscript(seen)).toMatchFileSnapshot(TOUR);
  expect(ledgerFaults(await pipeline.ledger())).toEqual([]);
});
