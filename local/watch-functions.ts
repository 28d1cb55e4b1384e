import { watch, type FSWatcher } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Workspace } from '../domain/workspace/workspace.ts';
import { withCode } from './function-files.ts';

/** Editors write a file in several steps. */
const SETTLE_MS = 200;

type WatchParts = {
  /** The workspace file, and what it said when it was loaded. */
  readonly file: string;
  readonly plain: unknown;
  readonly workspace: Workspace;
  /** Makes the running pipeline's configuration what the workspace says. */
  readonly load: (workspace: Workspace) => Promise<unknown>;
  readonly log: (line: string) => void;
};

/**
 * Loads functions of a workspace file again whenever their files change, or what those import; packages aside. What else
 * stands in the file is as it was when Penstock started. What does not load is said, and what ran goes on.
 */
export async function watchFunctions({ file, plain, workspace, load, log }: WatchParts): Promise<() => void> {
  let current = workspace;
  let watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  let isClosed = false;

  const follow = (inputs: readonly string[]): void => {
    for (const watcher of watchers) watcher.close();
    const wanted = new Set(inputs.filter((path) => !path.includes(`${sep}node_modules${sep}`)));
    // NOTE: folders, because an editor that replaces a file leaves a watcher of the file behind.
    const folders = isClosed ? [] : [...new Set([...wanted].map((path) => dirname(path)))];
    watchers = folders.map((folder) =>
      watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null && wanted.has(resolve(folder, name))) changed();
      }),
    );
  };

  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      working = working.then(reload);
    }, SETTLE_MS);
  };

  const reload = async (): Promise<void> => {
    if (isClosed) return;
    const { plain: fresh, problems, inputs } = await withCode(plain, file);
    follow(inputs);
    if (problems.length > 0) {
      for (const { path, message } of problems) log(`${path} ${message}. What ran before goes on.`);
      return;
    }
    const next = withFreshCode(current, fresh);
    const ids = changedIds(current, next);
    if (ids.length === 0) return;
    try {
      await load(next);
      current = next;
      log(`Loaded again: ${ids.join(', ')}.`);
    } catch (error) {
      log(`${error instanceof Error ? error.message : String(error)} What ran before goes on.`);
    }
  };

  follow((await withCode(plain, file)).inputs);
  return () => {
    isClosed = true;
    clearTimeout(timer);
    follow([]);
  };
}

function withFreshCode(workspace: Workspace, fresh: unknown): Workspace {
  const { functions = [] } = fresh as {
    readonly functions?: readonly { readonly id: string; readonly code: string }[];
  };
  const codeOf = new Map(functions.map(({ id, code }) => [id, code]));
  const changed = (workspace.functions ?? []).map((each) => ({ ...each, code: codeOf.get(each.id) ?? each.code }));
  return { ...workspace, functions: changed };
}

function changedIds(before: Workspace, after: Workspace): string[] {
  const codeOf = new Map((before.functions ?? []).map(({ id, code }) => [id, code]));
  return (after.functions ?? []).filter(({ id, code }) => codeOf.get(id) !== code).map(({ id }) => id);
}
