import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import type { Credentials } from '../sigv4.ts';
import { StartupError } from '../startup-error.ts';
import { createCredentials } from './credentials.ts';
import { openSignedDoor, type Door } from './signed-door.ts';

export type DynamoDb = {
  readonly endpoint: string;
  /** Where it answers whoever comes, for the threads of this process; undefined where there is no such place. */
  readonly place: Place | undefined;
  /** What calls must be signed with. */
  readonly credentials: Credentials;
  close(): Promise<void>;
};

type DynamoDbOptions = {
  /** The database file, or undefined for memory only. */
  readonly databaseFile: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default new ones */
  readonly credentials?: Credentials;
  readonly onFailure: (error: Error) => void;
};

export const ENDPOINT_VARIABLE = 'PENSTOCK_DYNAMODB_ENDPOINT';
export const BINARY_VARIABLE = 'PENSTOCK_DYNOXIDE';

/**
 * Runs dynoxide and ends it as soon as standard input closes, which the kernel sees to when we are killed. Standard
 * input is kept as descriptor 3, because a shell gives what it starts in the background an empty one.
 */
const SUPERVISOR = `
exec 3<&0
"$0" "$@" 3<&- &
server=$!
{ cat <&3; kill -9 $server; } >/dev/null 2>&1 &
exec 3<&-
wait $server
`;

const START_ATTEMPTS = 5;
const LISTENING = /listening on/i;
const PORT_TAKEN = /already in use/i;

/** Starts DynamoDB on a free loopback port, or takes the one that the environment names. */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDb> {
  const { databaseFile, env, credentials = createCredentials(), onFailure } = options;
  const endpoint = env[ENDPOINT_VARIABLE];
  if (endpoint !== undefined && endpoint !== '')
    return { endpoint, place: undefined, credentials, close: () => Promise.resolve() };
  const binary = findBinary(env[BINARY_VARIABLE]);
  const database = databaseFile === undefined ? [] : ['--db-path', databaseFile];

  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const place = await findFreePlace();
    const started = await launch(binary, ['serve', '--host', place.host, '--port', String(place.port), ...database]);
    if (started.state === 'running') {
      const door = await openSignedDoor(place, credentials);
      return { ...runningServer(started.child, door, onFailure), place, credentials };
    }
    // Somebody else took the port between our look and dynoxide's bind.
    if (!PORT_TAKEN.test(started.output)) throw new StartupError(`dynoxide did not start: ${started.output.trim()}`);
  }
  throw new StartupError('dynoxide found no free port, in several attempts. Start again.');
}

function runningServer(
  child: ChildProcess,
  door: Door,
  onFailure: (error: Error) => void,
): Omit<DynamoDb, 'credentials' | 'place'> {
  let isClosing = false;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => {
    if (!isClosing) onFailure(new Error('dynoxide, which stands in for DynamoDB, has ended unexpectedly.'));
  });
  return {
    endpoint: door.endpoint,
    async close() {
      isClosing = true;
      await door.close();
      child.stdin?.end();
      return ended;
    },
  };
}

type Launch =
  { readonly state: 'running'; readonly child: ChildProcess } | { readonly state: 'ended'; readonly output: string };

function launch(binary: string, args: readonly string[]): Promise<Launch> {
  const { PATH } = process.env;
  const child = spawn('/bin/sh', ['-c', SUPERVISOR, binary, ...args], {
    stdio: 'pipe',
    env: { PATH },
    // In a session of its own: a Ctrl-C in the terminal is for us, and functions still need their tables.
    detached: true,
  });
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!LISTENING.test(output)) return;
      child.stdout.off('data', read).resume();
      child.stderr.off('data', read).resume();
      resolve({ state: 'running', child });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', () => resolve({ state: 'ended', output }));
    child.once('exit', () => child.stdin.end());
  });
}

type Place = { readonly host: string; readonly port: number };

/**
 * dynoxide has to be told its port. It can speak TCP only and asks nobody who he is, so it goes where nobody finds it: a
 * random one of the 16 million loopback addresses, behind the door. Where there is but one (macOS), a random port of it.
 */
async function findFreePlace(): Promise<Place> {
  const hidden = `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
  return findFreePort(hidden).catch(() => findFreePort('127.0.0.1'));
}

function findFreePort(host: string): Promise<Place> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve({ host, port }));
    });
  });
}

function findBinary(override: string | undefined): string {
  const path = override ?? packagedBinary();
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    throw new StartupError(missingBinary());
  }
}

function packagedBinary(): string {
  const executable = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  try {
    const manifest = import.meta.resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`);
    return new URL(executable, manifest).pathname;
  } catch {
    throw new StartupError(missingBinary());
  }
}

function missingBinary(): string {
  return [
    `Nothing stands in for DynamoDB on this machine (${process.platform}-${process.arch}). Choose one:`,
    '  - run "npm install" again, which brings dynoxide along where there is a package for the platform;',
    `  - install dynoxide from https://github.com/nubo-db/dynoxide and set ${BINARY_VARIABLE} to its path;`,
    `  - start DynamoDB Local or any other compatible server and set ${ENDPOINT_VARIABLE} to its URL.`,
  ].join('\n');
}
