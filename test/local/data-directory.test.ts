import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataDirectory, temporaryDataDirectory, type DataDirectory } from '../../local/data-directory.ts';
import { kill, startChild } from './fixtures/child.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'penstock-test-'));
});

afterEach(() => rmSync(root, { recursive: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('a data directory', () => {
  test('is created with all that leads to it', () => {
    const directory = openDataDirectory(join(root, 'a', 'b'));

    expect(existsSync(join(root, 'a', 'b'))).toBe(true);
    directory.close();
  });

  test('belongs to one Penstock at a time', () => {
    const first = openDataDirectory(root);

    const second = (): DataDirectory => openDataDirectory(root);

    expect(second).toThrow(`is in use by another running Penstock (process ${process.pid}). Stop that one first`);
    first.close();
    second().close();
  });

  test('is free again the moment its process was killed', async () => {
    const { child } = await startChild('hold-data-directory.ts', [root]);
    const opening = (): DataDirectory => openDataDirectory(root);
    expect(opening).toThrow(`in use by another running Penstock (process ${child.pid})`);

    await kill(child);

    opening().close();
  });

  test.each([
    ['a file', 'file', 'cannot be created: EEXIST'],
    ['below a file', 'file/x', 'cannot be created: ENOTDIR'],
    ['where the kernel allows nothing', '/proc/penstock', 'cannot be created: ENOENT'],
  ])('is refused in words: %s', (_, path, message) => {
    writeFileSync(join(root, 'file'), '');

    const opening = (): DataDirectory => openDataDirectory(path.startsWith('/') ? path : join(root, path));

    expect(opening).toThrow(message);
    expect(opening).toThrow('Choose another one with --data DIR.');
  });

  test('is closed to other users, and what an earlier version has left in it too', () => {
    const path = join(root, 'data');
    for (const directory of ['', 'sqs-s3']) {
      mkdirSync(join(path, directory));
      chmodSync(join(path, directory), 0o755);
    }
    const files = ['dynamodb.sqlite', 'dynamodb.sqlite-wal', 'sqs-s3/fauxqs.db'].map((name) => join(path, name));
    for (const file of files) {
      writeFileSync(file, '');
      chmodSync(file, 0o644);
    }

    openDataDirectory(path).close();

    expect([path, join(path, 'sqs-s3')].map(modeOf)).toEqual(['700', '700']);
    const own = ['owner.pid', 'lock.sqlite'].map((name) => join(path, name));
    expect([...files, ...own].map(modeOf)).toEqual(['600', '600', '600', '600', '600']);
  });

  test('that has something else in it, as somebody’s home, keeps its rights and theirs', () => {
    const other = join(root, 'notes.txt');
    writeFileSync(other, '');
    for (const [path, mode] of [[root, 0o755] as const, [other, 0o644] as const]) chmodSync(path, mode);

    openDataDirectory(root).close();

    expect([root, other, join(root, 'lock.sqlite')].map(modeOf)).toEqual(['755', '644', '600']);
  });

  test('that is temporary goes when it is removed', () => {
    const { path, remove } = temporaryDataDirectory();
    openDataDirectory(path).close();

    remove();

    expect(existsSync(path)).toBe(false);
  });
});
