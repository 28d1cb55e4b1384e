import { join, resolve } from 'node:path';
import { parseCommandLine } from '../../local/command-line.ts';
import { EXAMPLE_WORKSPACE } from '../../local/first-event.ts';
import { startExample } from '../../local/first-run.ts';
import { loadWorkspace } from '../../local/load-workspace.ts';
import { startPipeline, type Pipeline } from '../../local/start-pipeline.ts';
import { readWorkspaceFile } from '../../local/workspace-file.ts';

export type NpmStart = Pick<Pipeline, 'url' | 'drain' | 'close'> & {
  /** What it prints, about the events that the bundled receiver gets too. */
  readonly lines: readonly string[];
};

/** What `npm start -- --workspace FILE` starts in this directory, inside of the test, which so knows when it is idle. */
export async function startAsTyped(line: string, directory: string): Promise<NpmStart> {
  const args = line.replace(/ +#.*/, '').split(' ').slice(2);
  const commandLine = parseCommandLine(
    args.filter((arg) => arg !== '--'),
    {},
  );
  if (commandLine.kind !== 'run') throw new Error(`"${line}" starts nothing.`);
  const { workspaceFile, dataDir, signIn } = commandLine.settings;
  const workspace = workspaceFile === undefined ? undefined : readWorkspaceFile(resolve(directory, workspaceFile));
  const lines: string[] = [];
  const print = (text: string): void => void lines.push(text);
  let closeReceiver: () => unknown = () => undefined;
  const pipeline = await startPipeline({
    dataDir: dataDir === undefined ? 'memory' : join(directory, dataDir),
    signIn,
    workspace: workspace?.workspace ?? EXAMPLE_WORKSPACE,
    beforeTraffic: async (resources) => {
      const example = workspace === undefined ? await startExample(resources, print) : undefined;
      if (example !== undefined) closeReceiver = () => example.receiver.close();
      const wanted = workspace ?? example?.workspace;
      if (wanted !== undefined) await loadWorkspace(wanted, resources);
    },
    log: print,
  });
  return {
    url: pipeline.url,
    drain: () => pipeline.drain(),
    lines,
    async close() {
      await pipeline.close();
      await closeReceiver();
    },
  };
}
