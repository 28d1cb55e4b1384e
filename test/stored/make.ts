// Makes the fixtures of a release: `npm run stored -- NAME`. docs/upgrading.md says when.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { defineCommand, refuse, startCommand } from '../../proof/command-line.ts';
import { startReceiver } from '../../local/receiver.ts';
import { installationWorkspace, liveThrough, sendLast } from '../support/an-installation.ts';
import { startPenstock } from '../support/penstock-process.ts';
import { readStoredData } from '../support/stored-data.ts';
import { recordsOf, samplesOf } from '../support/stored-records.ts';
import { shapesOf, united, type Shapes } from '../support/stored-shapes.ts';

const PAUSE_MS = 200;
const LAST_EVENTS = 6;
/** Until what was sent has been fanned out, and what was held is at rest. */
const SETTLE_MS = 3_000;
/** Of the process that was there, and of no use to another. */
const OF_THE_PROCESS = ['aws.env', 'lock.sqlite', 'lock.sqlite-journal', 'owner.pid'];

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(PAUSE_MS);
}

/** Lives through everything and is killed, so that much is under way. */
async function live(directory: string): Promise<void> {
  const receiver = await startReceiver();
  const file = join(directory, 'workspace.json');
  writeFileSync(file, JSON.stringify(installationWorkspace(receiver)));
  const penstock = await startPenstock(['--port', '0', '--data', join(directory, 'data'), '--workspace', file]);
  try {
    await liveThrough(penstock, receiver, until);
    // What was counted in a minute is an item of its own when it is over and something is counted in the next.
    const minute = new Date().getMinutes();
    await until(() => Promise.resolve(new Date().getMinutes() !== minute));
    await sendLast(penstock.url, 'counted', 1);
    await wait(SETTLE_MS);
    await sendLast(penstock.url, 'last', LAST_EVENTS);
  } finally {
    await penstock.stop('SIGKILL');
    await receiver.close();
  }
}

/** Databases are one file each, and as small as they can be. */
function tidy(data: string): void {
  for (const name of ['dynamodb.sqlite', 'sqs-s3/fauxqs.db']) {
    const database = new DatabaseSync(join(data, name));
    database.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA journal_mode = DELETE');
    database.close();
  }
  for (const name of OF_THE_PROCESS) rmSync(join(data, name), { force: true });
}

/** What only sometimes occurs is seen sooner or later: what an earlier run has seen of the release stays. */
function writeShapes(file: string, shapes: Shapes): void {
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Shapes) : shapes;
  writeFileSync(file, `${JSON.stringify(united(earlier, shapes), undefined, 1)}\n`);
}

const COMMAND = defineCommand({
  name: 'npm run stored',
  says: 'Lives through everything that leaves something behind, and writes the fixtures of a release: test/stored/NAME.',
  options: {},
  operands: { value: 'NAME' },
});

const {
  operands: [name],
} = startCommand(COMMAND);
if (name === undefined || !/^\w[\w.-]*$/.test(name)) {
  refuse(COMMAND, 'Say how the release is called: npm run stored -- 0.1.0');
}
const target = join(import.meta.dirname, name);
const directory = mkdtempSync(join(tmpdir(), 'penstock-stored-'));
try {
  await live(directory);
  const data = join(directory, 'data');
  const stored = await readStoredData(data);
  tidy(data);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'records.json'), `${JSON.stringify(samplesOf(stored), undefined, 1)}\n`);
  writeShapes(join(target, 'shapes.json'), shapesOf(recordsOf(stored)));
  execFileSync('tar', ['-C', directory, '-czf', join(target, 'data.tgz'), 'data']);
  console.log(`Made ${target}.`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
