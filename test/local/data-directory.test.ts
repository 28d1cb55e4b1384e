import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataDirectory, temporaryDataDirectory, type DataDirectory } from '../../local/data-directory.ts';
import { kill, startChild } from './fixtures/child.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'penstock-test-'));
});

afterEach(() => rmSync(root, { recursive: true }));

describe('a data directory', () => {
  it('is created with all that leads to it', () => {
    const directory = openDataDirectory(join(root, 'a', 'b'));

    expect(existsSync(join(root, 'a', 'b'))).toBe(true);
    directory.close();
  });

  it('belongs to one Penstock at a time', () => {
    const first = openDataDirectory(root);

    const second = (): DataDirectory => openDataDirectory(root);

    expect(second).toThrow(`is in use by another running Penstock (process ${process.pid}). Stop that one first`);
    first.close();
    second().close();
  });

  it('is free again the moment its process was killed', async () => {
    const { child } = await startChild('hold-data-directory.ts', [root]);
    const opening = (): DataDirectory => openDataDirectory(root);
    expect(opening).toThrow(`in use by another running Penstock (process ${child.pid})`);

    await kill(child);

    opening().close();
  });

  it.each([
    ['a file', 'file', 'cannot be created: EEXIST'],
    ['below a file', 'file/x', 'cannot be created: ENOTDIR'],
    ['where the kernel allows nothing', '/proc/penstock', 'cannot be created: ENOENT'],
  ])('is refused in words: %s', (_, path, message) => {
    writeFileSync(join(root, 'file'), '');

    const opening = (): DataDirectory => openDataDirectory(path.startsWith('/') ? path : join(root, path));

    expect(opening).toThrow(message);
    expect(opening).toThrow('Choose another one with --data DIR.');
  });

  it('that is temporary goes when it is removed', () => {
    const { path, remove } = temporaryDataDirectory();
    openDataDirectory(path).close();

    remove();

    expect(existsSync(path)).toBe(false);
  });
});
