// `npm start`: the whole of Penstock on this machine.
import { createInterface } from 'node:readline/promises';
import { printable } from '../domain/base/printable.ts';
import type { Workspace } from '../domain/workspace/workspace.ts';
import { parseCommandLine, USAGE, type RunSettings } from './command-line.ts';
import { temporaryDataDirectory } from './data-directory.ts';
import { EXAMPLE_WORKSPACE, firstEventInstructions } from './first-event.ts';
import { startPipeline, type Pipeline, type PipelineResources } from './start-pipeline.ts';
import { StartupError } from './startup-error.ts';
import { watchFunctions } from './watch-functions.ts';
import { openWithCode, openWorkspaceFile, WorkspaceFileError } from './workspace-file.ts';

const NODE_MAJOR = 24;
const USAGE_STATUS = 2;
/** What this process and those that it starts write is for its owner alone. Threads cannot set it for themselves. */
const OWNER_ONLY_UMASK = 0o077;
/** Ctrl-C reaches us from the terminal, from npm and from the launcher; a person's second one comes later. */
const SAME_SIGNAL_MS = 500;

type Started = {
  readonly pipeline: Pipeline;
  readonly isExample: boolean;
  readonly addresses: () => Promise<readonly string[]>;
  /** What the workspace file says, where there is one. */
  readonly workspace: Workspace | undefined;
};

await main();

async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
    return fail(`Penstock needs Node ${NODE_MAJOR}, and this is ${process.version}. "npm start" brings its own.`);
  }
  const commandLine = parseCommandLine(process.argv.slice(2), process.env);
  switch (commandLine.kind) {
    case 'help':
      console.log(USAGE);
      return;
    case 'unusable':
      return fail(`${commandLine.problem}\n\n${USAGE}`, USAGE_STATUS);
    case 'run':
      return run(commandLine.settings);
  }
}

async function run(settings: RunSettings): Promise<void> {
  endWithLauncher();
  process.umask(OWNER_ONLY_UMASK);
  // Lambda's clock shows UTC.
  process.env['TZ'] = 'UTC';
  let pipeline: Pipeline | undefined;
  stopOnSignals(async () => pipeline?.close());
  try {
    const started = await start(settings);
    pipeline = started.pipeline;
    if (settings.workspaceFile !== undefined) await followFunctions(settings.workspaceFile, started);
    const { url, signIn } = pipeline;
    if (signIn !== undefined) console.log(`People sign in at ${signIn.issuer} (client ${signIn.clientId})`);
    console.log(`Penstock is ready at ${url}`);
    for (const line of await started.addresses()) console.log(line);
    if (started.isExample) console.log(firstEventInstructions(pipeline.url));
  } catch (error) {
    if (error instanceof StartupError || error instanceof WorkspaceFileError) return fail(error.message);
    throw error;
  }
}

/** Functions of the workspace file run as their files are. */
async function followFunctions(file: string, { pipeline, workspace }: Started): Promise<void> {
  if (workspace?.functions === undefined) return;
  const { plain } = openWorkspaceFile(file);
  const { loadWorkspace } = await import('./load-workspace.ts');
  const load = (wanted: Workspace): Promise<unknown> => loadWorkspace(wanted, pipeline);
  await watchFunctions({ file, plain, workspace, load, log: (line) => console.log(line) });
}

async function start({
  port,
  dataDir,
  workspaceFile,
  watch,
  signIn,
  publicCatalog,
  hosts,
  routes,
}: RunSettings): Promise<Started> {
  const workspace = workspaceFile === undefined ? undefined : (await openWithCode(workspaceFile)).parse();
  let isExample = false;
  const pipeline = await startPipeline({
    dataDir: dataDir ?? ephemeralDirectory(),
    port,
    watch,
    signIn,
    publicCatalog,
    workspace: workspace?.workspace ?? EXAMPLE_WORKSPACE,
    hosts,
    routes,
    beforeTraffic: async (resources) => {
      isExample = await load(workspace, resources);
    },
    log: (line) => console.log(line),
    onFailure: (error) => fail(`Penstock cannot go on: ${error.message}\nNothing accepted is lost. Start again.`),
  });
  return {
    pipeline,
    isExample,
    workspace,
    async addresses() {
      const { addressLines } = await import('./load-workspace.ts');
      return workspace === undefined ? [] : addressLines(workspace, pipeline);
    },
  };
}

/** Loads what the workspace file says, or the example when there is none and never was. True for the example. */
async function load(workspace: Workspace | undefined, resources: PipelineResources): Promise<boolean> {
  // Imported late: the AWS SDK takes its time, and all else starts meanwhile.
  const { loadWorkspace, withWorkspaceStore } = await import('./load-workspace.ts');
  const { startExample } = await import('./first-run.ts');
  const example = workspace === undefined ? await startExample(resources, (line) => console.log(line)) : undefined;
  const wanted = workspace ?? example?.workspace;
  if (wanted === undefined) console.log('The workspace is the one that the data directory has.');
  else {
    const { changed, kept } = await loadWorkspace(wanted, resources, confirmChanges);
    console.log(`The workspace "${wanted.workspace}" is loaded (${changesText(changed)}).`);
    if (kept > 0) console.log(`Beside the file ${keptText(kept)}; "penstock plan FILE" shows what, "apply" undoes it.`);
  }
  if (resources.signIn !== undefined) {
    const { addDemoOwner } = await import('./sign-in/add-owner.ts');
    await withWorkspaceStore(resources, addDemoOwner);
  }
  return example !== undefined;
}

function changesText(count: number): string {
  if (count === 0) return 'no changes';
  return count === 1 ? '1 change' : `${count} changes`;
}

function keptText(count: number): string {
  return count === 1 ? '1 thing was changed and stays' : `${count} things were changed and stay`;
}

/** Says what the file changes of what is there, and asks where somebody can answer. */
async function confirmChanges(lines: readonly string[]): Promise<boolean> {
  console.log(['The workspace file changes what is there:', ...lines].map(printable).join('\n'));
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Do it? [Y/n] ');
  terminal.close();
  return !/^n/i.test(answer.trim());
}

function ephemeralDirectory(): string {
  const { path, remove } = temporaryDataDirectory();
  process.once('exit', remove);
  return path;
}

/** Finishes what is being worked on; a second signal, or one before there is anything to finish, ends at once. */
function stopOnSignals(close: () => Promise<void>): void {
  let firstAt: number | undefined;
  const onSignal = (): void => {
    if (firstAt !== undefined) {
      if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    firstAt = performance.now();
    console.log('Stopping: finishing what is being worked on. Again to stop at once.');
    close().then(
      () => process.exit(0),
      (error: unknown) => fail(String(error)),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

/** The launcher's channel closes when it was killed with SIGKILL, which nobody can pass on. */
function endWithLauncher(): void {
  process.once('disconnect', () => process.exit(1));
  // Whoever read our output may be gone before us.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

function fail(message: string, status = 1): never {
  console.error(message);
  process.exit(status);
}
