// How every Lambda function is bundled. lib/pipeline-function.ts hands this to CDK, local/ hands it to esbuild as it is,
// so what runs on one machine is what gets deployed. No import of aws-cdk-lib here: local/ must not pay for it.

import { ACTIONS_FOLDER } from '../domain/pipeline/action-files.ts';
import type { WebFolder } from '../domain/pipeline/web-files.ts';

/** What each function folder calls the file with its handler, and the handler in it. */
export const ENTRY_FILE = 'lambda.ts';
export const HANDLER = 'handler';

/** Metadata of each function in the template: its entry file, relative to the project. local/ finds the code with it. */
export const ENTRY_METADATA = 'penstock:entry';

/**
 * Options of esbuild, in esbuild's own words.
 *
 * The AWS SDK is bundled (`external` is empty): a pinned, tree-shaken SDK starts faster than the one in the Lambda
 * runtime, and emulators have none. `mainFields` prefers ES modules: a quarter smaller than the CommonJS build and as
 * much quicker to load. The banner gives bundled CommonJS code (undici) the `require` that an ES module lacks.
 *
 * Source maps cost nothing at start; the first stack that is read costs 90 ms, once per instance, and then names a line of
 * the source.
 *
 * The alias is for `node:http` only; its path is relative to the project.
 */
export const BUNDLING = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  external: [],
  mainFields: ['module', 'main'],
  // The engine of functions is WebAssembly, which lies in its bundle.
  loader: { '.wasm': 'binary', '.so': 'binary' },
  alias: { 'node:http': './lib/node-http.cjs' },
  banner: {
    js: "import { createRequire as createRequireHere } from 'node:module';const require = createRequireHere(import.meta.url);",
  },
} as const;

/** A third of what new objects may take. Left alone, Node lets them take 100 MB of a busy function, and is no faster. */
export const SEMI_SPACE_MB = 8;

/** What Node is told: to read stacks through the source maps, and to keep few new objects. */
export const NODE_OPTIONS = `--enable-source-maps --max-semi-space-size=${SEMI_SPACE_MB}`;

/** Shell commands that copy folders of the project beside a bundle. tar, because it leaves files out on Linux and macOS. */
export function copyCommands(
  folders: Readonly<Record<string, WebFolder>>,
  { project, output }: { readonly project: string; readonly output: string },
): string[] {
  return Object.entries(folders).flatMap(([name, { from, without }]) => {
    const target = quote(`${output}/${name}`);
    const excluded = without.map((pattern) => `--exclude=${quote(pattern)}`).join(' ');
    return [`mkdir -p ${target}`, `tar -C ${quote(`${project}/${from}`)} ${excluded} -cf - . | tar -C ${target} -xf -`];
  });
}

/** What the folder of the built console is called beside the code of the function that serves it. */
export const CONSOLE_FOLDER = 'console';

/** Shell command that builds the console beside a bundle. */
export function buildConsoleCommand({
  project,
  output,
}: {
  readonly project: string;
  readonly output: string;
}): string {
  return runCommand(project, 'console/build-into.ts', `${output}/${CONSOLE_FOLDER}`);
}

/** Shell command that puts the catalog of actions, and what runs them, beside a bundle. */
export function buildActionsCommand({
  project,
  output,
}: {
  readonly project: string;
  readonly output: string;
}): string {
  return runCommand(project, 'local/actions-into.ts', `${output}/${ACTIONS_FOLDER}`);
}

function runCommand(project: string, script: string, directory: string): string {
  return ['node', ...[`${project}/bin/on-node-24.mjs`, `${project}/${script}`, directory].map(quote)].join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
