import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ACCESS_FILE } from './access-file.ts';
import { StartupError } from './startup-error.ts';

/** Where one Penstock keeps its state. Undefined paths mean memory. */
export type DataDirectory = {
  readonly queuesDir: string | undefined;
  readonly databaseFile: string | undefined;
  /** Keys that encrypt secrets in the database: without it, they are lost. */
  readonly keysFile: string | undefined;
  /** Who was invited to sign in here. */
  readonly peopleFile: string | undefined;
  close(): void;
};

const SQLITE_BUSY = 5;

const QUEUES_DIR = 'sqs-s3';
const DATABASE_FILE = 'dynamodb.sqlite';
const KEYS_FILE = 'kms-keys.json';
const PEOPLE_FILE = 'sign-in-people.json';
const LOCK_FILE = 'lock.sqlite';
const OWNER_FILE = 'owner.pid';
const OURS = [QUEUES_DIR, DATABASE_FILE, KEYS_FILE, PEOPLE_FILE, LOCK_FILE, OWNER_FILE, ACCESS_FILE];
/** What SQLite keeps beside a database, and what was being written when a process was killed. */
const ASIDE = /(-journal|-wal|-shm|\.new)$/;

/** Events are personal data of others: they are for the owner of the directory alone. */
const OWNER_ONLY = { directory: 0o700, file: 0o600 };

/** A database that nobody refers to is closed by the garbage collector, and its lock is gone. */
const held = new Set<DatabaseSync>();

export function memoryOnly(): DataDirectory {
  return {
    queuesDir: undefined,
    databaseFile: undefined,
    keysFile: undefined,
    peopleFile: undefined,
    close: () => undefined,
  };
}

/** A directory that is gone after `close()`. */
export function temporaryDataDirectory(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'penstock-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/**
 * Creates the directory if need be and takes it for this process alone, until `close()` or the process's end. What is in
 * it already is closed to other users; for what comes later the umask of the process does that.
 */
export function openDataDirectory(path: string, log: (line: string) => void = () => undefined): DataDirectory {
  try {
    createDirectory(resolve(path));
  } catch (error) {
    throw new StartupError(`The data directory ${path} cannot be created: ${describe(error)}. ${CHOOSE}`);
  }
  const directory = realpathSync(path);
  const release = lock(directory);
  try {
    closeToOthers(directory);
  } catch (error) {
    log(`Other users of this machine may be able to read the data directory ${directory}: ${describe(error)}.`);
  }
  return {
    queuesDir: join(directory, QUEUES_DIR),
    databaseFile: join(directory, DATABASE_FILE),
    keysFile: join(directory, KEYS_FILE),
    peopleFile: join(directory, PEOPLE_FILE),
    close: release,
  };
}

/** A directory that has something else in it, as somebody's home, keeps its own rights. */
function closeToOthers(directory: string): void {
  const names = readdirSync(directory);
  const ours = names.filter((name) => OURS.includes(name.replace(ASIDE, '')));
  if (ours.length === names.length) chmodSync(directory, OWNER_ONLY.directory);
  for (const name of ours) closeAllOf(join(directory, name));
}

function closeAllOf(path: string): void {
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory();
  // SQLite of a process that is just ending takes its files away.
  if (isDirectory === undefined) return;
  chmodSync(path, isDirectory ? OWNER_ONLY.directory : OWNER_ONLY.file);
  if (!isDirectory) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) closeAllOf(join(path, entry.name));
  }
}

const CHOOSE = 'Choose another one with --data DIR.';

/** NOTE: Node's recursive mkdir never returns where the kernel says that an existing parent does not exist, as in /proc. */
function createDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: OWNER_ONLY.directory });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    createDirectory(dirname(path));
    mkdirSync(path, { mode: OWNER_ONLY.directory });
  }
}

/**
 * A lock of SQLite's on an empty database: it works on every platform, through containers that share the directory,
 * and the kernel lets go of it when the process ends, however it ends. A file with a process id would survive that.
 */
function lock(directory: string): () => void {
  const ownerFile = join(directory, OWNER_FILE);
  try {
    const database = new DatabaseSync(join(directory, LOCK_FILE));
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
