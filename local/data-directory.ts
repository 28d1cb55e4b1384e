import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartupError } from './startup-error.ts';

/** Where one Penstock keeps its state. Undefined paths mean memory. */
export type DataDirectory = {
  readonly queuesDir: string | undefined;
  readonly databaseFile: string | undefined;
  /** Keys that encrypt secrets in the database: without it, they are lost. */
  readonly keysFile: string | undefined;
  close(): void;
};

const SQLITE_BUSY = 5;

/** A database that nobody refers to is closed by the garbage collector, and its lock is gone. */
const held = new Set<DatabaseSync>();

export function memoryOnly(): DataDirectory {
  return { queuesDir: undefined, databaseFile: undefined, keysFile: undefined, close: () => undefined };
}

/** A directory that is gone after `close()`. */
export function temporaryDataDirectory(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'penstock-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Creates the directory if need be and takes it for this process alone, until `close()` or the process's end. */
export function openDataDirectory(path: string): DataDirectory {
  try {
    createDirectory(resolve(path));
  } catch (error) {
    throw new StartupError(`The data directory ${path} cannot be created: ${describe(error)}. ${CHOOSE}`);
  }
  const directory = realpathSync(path);
  const release = lock(directory);
  return {
    queuesDir: join(directory, 'sqs-s3'),
    databaseFile: join(directory, 'dynamodb.sqlite'),
    keysFile: join(directory, 'kms-keys.json'),
    close: release,
  };
}

const CHOOSE = 'Choose another one with --data DIR.';

/** NOTE: Node's recursive mkdir never returns where the kernel says that an existing parent does not exist, as in /proc. */
function createDirectory(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    createDirectory(dirname(path));
    mkdirSync(path);
  }
}

/**
 * A lock of SQLite's on an empty database: it works on every platform, through containers that share the directory,
 * and the kernel lets go of it when the process ends, however it ends. A file with a process id would survive that.
 */
function lock(directory: string): () => void {
  const ownerFile = join(directory, 'owner.pid');
  try {
    const database = new DatabaseSync(join(directory, 'lock.sqlite'));
    database.exec('BEGIN EXCLUSIVE');
    held.add(database);
    writeFileSync(ownerFile, String(process.pid));
    return () => {
      held.delete(database);
      database.close();
    };
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) {
      throw new StartupError(
        `The data directory ${directory} is in use by another running Penstock${owner(ownerFile)}. Stop that one first, or choose another directory with --data DIR.`,
      );
    }
    throw new StartupError(`The data directory ${directory} is not writable: ${describe(error)}. ${CHOOSE}`);
  }
}

function owner(file: string): string {
  try {
    return ` (process ${readFileSync(file, 'utf8')})`;
  } catch {
    return '';
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
