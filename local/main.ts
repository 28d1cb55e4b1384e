// `npm start`: the whole of Penstock on this machine.
import { parseCommandLine, USAGE, type RunSettings } from './command-line.ts';
import { temporaryDataDirectory } from './data-directory.ts';
import { startPipeline, type Pipeline, type PipelineResources } from './start-pipeline.ts';
import { StartupError } from './startup-error.ts';
import { readWorkspaceFile, WorkspaceFileError } from './workspace-file.ts';

const NODE_MAJOR = 24;
const USAGE_STATUS = 2;
/** Ctrl-C reaches us from the terminal, from npm and from the launcher; a person's second one comes later. */
const SAME_SIGNAL_MS = 500;

await main();

async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
    return fail(`Penstock needs Node ${NODE_MAJOR}, and this is ${process.version}. "npm start" brings its own.`);
  }
  const commandLine = parseCommandLine(process.argv.slice(2), process.env);
  switch (commandLine.kind) {
    case 'help':
      return console.log(USAGE);
    case 'unusable':
      return fail(`${commandLine.problem}\n\n${USAGE}`, USAGE_STATUS);
    case 'run':
      return run(commandLine.settings);
  }
}

async function run(settings: RunSettings): Promise<void> {
  endWithLauncher();
  // Lambda's clock shows UTC.
  process.env['TZ'] = 'UTC';
  let pipeline: Pipeline | undefined;
  stopOnSignals(async () => pipeline?.close());
  try {
    pipeline = await start(settings);
    console.log(`Penstock is ready at ${pipeline.url}`);
  } catch (error) {
    if (error instanceof StartupError || error instanceof WorkspaceFileError) return fail(error.message);
    throw error;
  }
}

function start({ port, dataDir, workspaceFile, watch }: RunSettings): Promise<Pipeline> {
  const workspace = workspaceFile === undefined ? undefined : readWorkspaceFile(workspaceFile);
  const beforeTraffic = async (resources: PipelineResources): Promise<void> => {
    if (workspace === undefined) return;
    const { loadWorkspace } = await import('./load-workspace.ts');
    const changes = await loadWorkspace(workspace, resources);
    console.log(`The workspace ${workspaceFile} is loaded (${changes} changes).`);
  };
  return startPipeline({
    dataDir: dataDir ?? ephemeralDirectory(),
    port,
    watch,
    beforeTraffic,
    log: (line) => console.log(line),
    onFailure: (error) => fail(`Penstock cannot go on: ${error.message}\nNothing accepted is lost. Start again.`),
  });
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
