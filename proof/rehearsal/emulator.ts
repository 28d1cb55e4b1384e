import { openSync, readFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import { bareEnvironment } from './environment.ts';
import type { Processes } from './processes.ts';
import type { Python } from './python.ts';
import { until } from './until.ts';

export type Emulator = {
  /** Where all of AWS is. */
  readonly endpoint: string;
  /** What signs it: PEM, to be trusted by whoever calls it. */
  readonly certificateFile: string;
};

/** The certificate serves one rehearsal. */
const CERTIFICATE_DAYS = '2';
const START_MS = 60_000;
const SHORT_MS = 20_000;

type EmulatorOptions = {
  readonly processes: Processes;
  readonly python: Python;
  readonly projectRoot: string;
  /** Where it keeps what it needs, and its log `emulator.log`. */
  readonly directory: string;
};

/** openssl makes the certificate; few machines lack it. */
export async function createCertificate(
  processes: Processes,
  directory: string,
): Promise<{ certificateFile: string; keyFile: string } | undefined> {
  const certificateFile = join(directory, 'certificate.pem');
  const keyFile = join(directory, 'key.pem');
  const { isOk } = await processes.run({
    file: 'openssl',
    args: [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', CERTIFICATE_DAYS],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', keyFile, '-out', certificateFile],
    ],
    env: bareEnvironment(directory),
    timeoutMs: SHORT_MS,
    logFile: join(directory, 'preparation.log'),
  });
  return isOk ? { certificateFile, keyFile } : undefined;
}

/** Starts the emulator on a free port of the loopback interface and waits until it answers. */
export async function startEmulator(
  { processes, python, projectRoot, directory }: EmulatorOptions,
  { certificateFile, keyFile }: { certificateFile: string; keyFile: string },
): Promise<Emulator> {
  const log = openSync(join(directory, 'emulator.log'), 'a');
  const script = join(import.meta.dirname, 'emulator.py');
  const child = processes.start(python.file, [script, certificateFile, keyFile], {
    cwd: directory,
    env: {
      ...bareEnvironment(directory),
      ...python.env,
      NODE_PATH: runtimeModules(projectRoot, directory),
      STATE_DIR: join(directory, 'state'),
      PYTHONUNBUFFERED: '1',
    },
    stdio: ['pipe', 'pipe', log],
  });
  // After a SIGKILL of this process it is the emulator that ends the commands, when its standard input closes.
  child.stdin?.on('error', () => undefined);
  processes.announceTo((change) => child.stdin?.write(`${change}\n`));
  const port = await readPort(child);
  const endpoint = `https://127.0.0.1:${port}`;
  const ca = readFileSync(certificateFile);
  await until('the emulator answers', START_MS, () => isHealthy(`${endpoint}/_ministack/health`, ca));
  return { endpoint, certificateFile };
}

/** AWS has its SDK in the runtime, and the function by which CDK empties a bucket counts on it. Ours bring their own. */
function runtimeModules(projectRoot: string, directory: string): string {
  const modules = join(directory, 'runtime', 'node_modules');
  mkdirSync(modules, { recursive: true });
  symlinkSync(join(projectRoot, 'node_modules', '@aws-sdk'), join(modules, '@aws-sdk'));
  return modules;
}

function readPort({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the emulator has no standard output');
  const lines = createInterface({ input: stdout });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const port = /^port (\d+)$/.exec(line)?.[1];
      if (port !== undefined) resolve(port);
    });
    lines.once('close', () => reject(new Error('the emulator ended before it listened; see emulator.log')));
  });
}

function isHealthy(url: string, ca: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request(url, { ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    call.once('error', () => resolve(false));
    call.end();
  });
}
