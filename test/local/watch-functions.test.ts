import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Workspace } from '../../domain/workspace/workspace.ts';
import { watchFunctions } from '../../local/watch-functions.ts';
import { openWithCode, openWorkspaceFile } from '../../local/workspace-file.ts';

let directory: string;
let close: (() => void) | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'penstock-functions-'));
});
afterEach(() => {
  close?.();
  rmSync(directory, { recursive: true, force: true });
});

const writes = (name: string, text: string): void => writeFileSync(join(directory, name), text);

/** Watches a file with one function, and notes what is loaded and said. */
async function watching(refuses?: string) {
  writes('names.js', "export const NAME = 'first';");
  writes(
    'scrub.js',
    "import { NAME } from './names.js';\nexport function onTrack(event) { event.name = NAME; return event; }",
  );
  writes(
    'workspace.yaml',
    'workspace: acme\nsources: []\nfunctions:\n  - { id: scrub, type: insert, code: ./scrub.js }\n',
  );
  const file = join(directory, 'workspace.yaml');
  const [loaded, lines]: [string[], string[]] = [[], []];
  close = await watchFunctions({
    ...{ file, plain: openWorkspaceFile(file).plain, workspace: (await openWithCode(file)).parse() },
    async load({ functions = [] }: Workspace) {
      const [{ code } = { code: '' }] = functions;
      if (refuses !== undefined && code.includes(refuses)) throw new Error('It does not load.');
      loaded.push(code);
    },
    log: (line) => lines.push(line),
  });
  return { loaded, lines };
}

test('a function is loaded again when its file changes, or one that it imports', async () => {
  const { loaded, lines } = await watching();

  writes('names.js', "export const NAME = 'second';");
  await expect.poll(() => loaded.at(-1)).toContain('second');
  writes('scrub.js', "export function onTrack(event) { event.name = 'third'; return event; }");
  await expect.poll(() => loaded.at(-1)).toContain('third');

  expect(lines).toEqual(['Loaded again: scrub.', 'Loaded again: scrub.']);
});

test('what cannot be bundled, or does not load, is said, and is loaded when it is mended', async () => {
  const { loaded, lines } = await watching('refused');

  writes('scrub.js', 'export function (');
  await expect.poll(() => lines.length).toBe(1);
  writes('scrub.js', "export function onTrack() { return 'refused'; }");
  await expect.poll(() => lines.length).toBe(2);
  writes('scrub.js', "export function onTrack() { return 'mended'; }");
  await expect.poll(() => loaded.at(-1)).toContain('mended');

  expect(lines[0]).toMatch(/^functions\[0\]\.code .*What ran before goes on\.$/s);
  expect(lines[1]).toBe('It does not load. What ran before goes on.');
  expect(loaded).toHaveLength(1);
});
