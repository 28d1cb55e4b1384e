// `npm run rehearse`: deploys the app with the real CDK CLI onto an emulator of AWS on loopback, and sends events through
// what was deployed. docs/rehearsal.md says what this proves and what it does not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReceiver, type Receiver } from '../local/receiver.ts';
import { defineCommand, startCommand } from './command-line.ts';
import { checkConsole } from './rehearsal/check-console.ts';
import { checkFunction } from './rehearsal/check-function.ts';
import { checkDoors } from './rehearsal/check-doors.ts';
import { checkEvents } from './rehearsal/check-events.ts';
import { checkDestroy, checkResources, checkStorage, outputOf, type Deployed } from './rehearsal/check-storage.ts';
import { checkSweep } from './rehearsal/check-sweep.ts';
import { connectToCloud } from './rehearsal/cloud.ts';
import { createDeployment, PIPELINE_STACK, type Deployment, type Outputs } from './rehearsal/deployment.ts';
import { createCertificate, startEmulator, type Emulator } from './rehearsal/emulator.ts';
import { forgetAws } from './rehearsal/environment.ts';
import { readFunctionLogs } from './rehearsal/function-logs.ts';
import { createProcesses, type Processes } from './rehearsal/processes.ts';
import { preparePython } from './rehearsal/python.ts';
import { createReport, formatTable, ok, type Report } from './rehearsal/report.ts';
import { behaveAsPartners, trust, workspaceFor } from './rehearsal/traffic.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..');
/** The emulator stays here from one rehearsal to the next. */
const HOME = join(PROJECT_ROOT, '.rehearsal');
const INTERRUPTED_STATUS = 130;
const SHOWN_LOG_LINES = 10;

type Stage = { readonly processes: Processes; readonly directory: string; readonly report: Report };

startCommand(
  defineCommand({
    name: 'npm run rehearse',
    says: 'Deploys the app onto an emulator of AWS on this machine, sends events through it, and takes it away again.',
    options: {},
  }),
);
await main();

async function main(): Promise<void> {
  const startedAt = performance.now();
  const seconds = (): number => Math.round((performance.now() - startedAt) / 1000);
  const log = (line: string): void => console.log(`[${String(seconds()).padStart(3)} s] ${line}`);
  // Outside the project: functions run from here, and must not find its package.json and its modules around them.
  const directory = mkdtempSync(join(tmpdir(), 'penstock-rehearsal-'));
  const processes = createProcesses(PROJECT_ROOT);
  const report = createReport(({ name, result }) => log(`${result === 'ok' ? '' : `${result}: `}${name}`));
  endEverythingAtExit(processes, directory);

  const logFile = join(directory, 'preparation.log');
  const prepared = await preparePython({ processes, home: HOME, logFile, log });
  if (prepared.kind === 'unavailable') return skip(prepared.reason);
  const certificate = await createCertificate(processes, directory);
  if (certificate === undefined) return skip('openssl is not on the PATH');
  forgetAws();
  const emulatorOptions = { processes, python: prepared.python, projectRoot: PROJECT_ROOT, directory };
  await rehearse({ processes, directory, report }, () => startEmulator(emulatorOptions, certificate));

  console.log(`\n${formatTable(report.rows)}\n`);
  const failed = failures(report);
  if (failed > 0) console.log(`What the commands, the emulator and the functions said is in ${directory}`);
  console.log(
    `rehearsal: ${failed === 0 ? 'passed' : `failed (${failed} of ${report.rows.length})`} after ${seconds()} s`,
  );
  process.exit(failed === 0 ? 0 : 1);
}

async function rehearse(stage: Stage, start: () => Promise<Emulator>): Promise<void> {
  const { processes, directory, report } = stage;
  let emulator: Emulator | undefined;
  await report.check('the emulator starts', async () => {
    emulator = await start();
    return ok('on loopback, with TLS, and with IAM enforced');
  });
  if (emulator === undefined) return;
  trust(emulator.certificateFile);
  const deployment = createDeployment({ processes, directory, emulator });
  const outputs = await deploy(report, deployment);
  const deployed = outputs && { cloud: connectToCloud(emulator), outputs, deployment };
  if (deployed !== undefined) await checkDeployed(stage, emulator, deployed);
  if (failures(report) > 0) await showFunctionLogs(emulator, directory);
  if (deployed !== undefined) await checkDestroy(report, deployed);
}

async function checkDeployed({ report, directory }: Stage, emulator: Emulator, deployed: Deployed): Promise<void> {
  await checkResources(report, deployed);
  const receiver = await startReceiver();
  behaveAsPartners(receiver);
  const { deployment, outputs } = deployed;
  if (!(await applyWorkspace(report, { deployment, directory, receiver }))) return;
  const apiUrl = emulatedUrl(emulator, outputOf(outputs, PIPELINE_STACK, 'EndpointUrl'));
  await checkFunction(report, { apiUrl, receiver });
  await checkConsole(report, apiUrl);
  await checkDoors(report, apiUrl);
  if (await checkEvents(report, { apiUrl, receiver })) await checkStorage(report, deployed);
  await checkSweep(report, deployed, { emulator, receiver });
  await receiver.close();
}

/** Undefined when there is nothing to go on with. */
async function deploy(report: Report, deployment: Deployment): Promise<Outputs | undefined> {
  let outputs: Outputs | undefined;
  const steps: readonly (readonly [string, () => Promise<void>])[] = [
    ['cdk synth, with cdk-nag', () => deployment.synthesise()],
    ['cdk bootstrap', () => deployment.bootstrap()],
    [
      'cdk deploy --all',
      async () => {
        outputs = await deployment.deploy();
      },
    ],
  ];
  for (const [name, run] of steps) {
    const startedAt = performance.now();
    const isDone = await report.check(name, async () => {
      await run();
      return ok(`${Math.round((performance.now() - startedAt) / 1000)} s`);
    });
    if (!isDone) return undefined;
  }
  return outputs;
}

function applyWorkspace(
  report: Report,
  { deployment, directory, receiver }: { deployment: Deployment; directory: string; receiver: Receiver },
): Promise<boolean> {
  const file = join(directory, 'workspace.json');
  writeFileSync(file, JSON.stringify(workspaceFor(receiver.url)));
  return report.check('penstock apply, then plan', async () => {
    await deployment.penstock('apply', file);
    const plan = await deployment.penstock('plan', file);
    if (!plan.startsWith('Nothing to change')) throw new Error(`plan still wants to change: ${plan}`);
    return ok('1 source, 5 destinations; nothing is left to change');
  });
}

/** The API's own host name leads to AWS; the emulator has it under a path. What it says of the name is no URL. */
function emulatedUrl({ endpoint }: Emulator, endpointUrl: string): string {
  const [, id = ''] = /^https:\/\/([^.]+)\./.exec(endpointUrl) ?? [];
  return `${endpoint}/_aws/execute-api/${id}`;
}

function failures({ rows }: Report): number {
  return rows.filter(({ result }) => result === 'FAILED').length;
}

/** After a failure, the functions' own words are the first thing to look at. */
async function showFunctionLogs(emulator: Emulator, directory: string): Promise<void> {
  const lines = await readFunctionLogs(emulator);
  writeFileSync(join(directory, 'functions.log'), lines.join('\n'));
  const telling = lines.filter((line) => /error|denied/i.test(line)).slice(0, SHOWN_LOG_LINES);
  if (telling.length > 0) console.log(`\nThe functions said:\n${telling.map((line) => `  ${line}`).join('\n')}\n`);
}

/** What was written stays for those who want to know why it failed. */
function endEverythingAtExit(processes: Processes, directory: string): void {
  process.once('exit', (status) => {
    processes.endAll();
    if (status === 0 || status === INTERRUPTED_STATUS) remove(directory);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      console.log('\nrehearsal: interrupted');
      process.exit(INTERRUPTED_STATUS);
    });
  }
  // The launcher's channel closes when it was killed with SIGKILL, which nobody can pass on.
  process.once('disconnect', () => process.exit(INTERRUPTED_STATUS));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

function remove(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function skip(reason: string): never {
  console.log(`rehearsal: skipped (${reason})`);
  process.exit(0);
}
