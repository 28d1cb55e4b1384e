import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENTRY_FILE } from '../lib/bundling.ts';

export const PROJECT_ROOT = dirname(fileURLToPath(new URL('.', import.meta.url)));

/** What the bundles of the functions are made from. */
export const CODE_FOLDERS = ['domain', 'destinations', 'functions'] as const;

/** What each thread of a function begins with, relative to the project. */
export const RUNTIME_ENTRY = 'local/lambda-runtime.ts';

/** What the console is watched for, beside what functions are. */
export const CONSOLE_FOLDERS = ['console', 'client', 'domain', 'destinations'] as const;

/** What the console is made from. Of the functions it knows types only, which leave nothing behind. */
export const CONSOLE_INPUTS: readonly string[] = [
  'console',
  'domain',
  'destinations',
  'client',
  // Its snippets are the page's.
  'docs/sdks.md',
  'package.json',
  'package-lock.json',
];

/** Everything that the templates and the bundles are made from. The code lies beside a link to the console. */
export const INPUTS: readonly string[] = [
  ...[
    ...CODE_FOLDERS,
    'lib',
    'local/synthesise-thread.ts',
    'local/code.ts',
    'local/console-files.ts',
    'local/action-files.ts',
    'local/build-cache.ts',
  ],
  ...CONSOLE_INPUTS.filter((path) => !(CODE_FOLDERS as readonly string[]).includes(path)),
  ...[RUNTIME_ENTRY, 'local/carriages.ts', 'local/collect-when-idle.ts', 'local/http-exchange.ts'],
  'local/thread-calls.ts',
];

/** The source files with a handler, relative to the project. */
export function functionEntries(): string[] {
  return globSync(`functions/*/${ENTRY_FILE}`, { cwd: PROJECT_ROOT }).sort();
}

/** Changes whenever a file changes that the templates or the bundles are made from. */
export function hashSources(): string {
  return hashFiles(INPUTS);
}

/** Changes whenever one of the files does, or Node. */
export function hashFiles(inputs: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of inputs.flatMap(listFiles)) {
    hash.update(`\0${path}\0`).update(readFileSync(join(PROJECT_ROOT, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

function listFiles(path: string): string[] {
  const absolute = join(PROJECT_ROOT, path);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [path];
  return globSync(`${path}/**/*.{ts,tsx,js,cjs,json,css,html,svg,woff2}`, { cwd: PROJECT_ROOT }).sort();
}
