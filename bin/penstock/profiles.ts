import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from './command.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A pipeline and the token for it, under a name. */
export type Profile = { readonly url: string; readonly token?: string; readonly stage?: string };
export type Profiles = Readonly<Record<string, Profile>>;

export const DEFAULT_PROFILE = 'default';

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

export function profilesFile(env: Env): string {
  return join(env['XDG_CONFIG_HOME'] ?? join(env['HOME'] ?? homedir(), '.config'), 'penstock', 'config.json');
}

/** Tokens lie in it, so it has to be for its owner alone. */
export function readProfiles(env: Env): Profiles {
  const path = profilesFile(env);
  try {
    if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0) {
      throw new UsageError(`Others may read ${path}, and tokens are in it. Say: chmod 600 ${path}`);
    }
    const { profiles = {} } = JSON.parse(readFileSync(path, 'utf8')) as { profiles?: Profiles };
    return profiles;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new UsageError(
      `${path} cannot be read: ${String(error)}. "penstock login" writes a new one when it is gone.`,
    );
  }
}

/** Replaced as a whole, so that nobody reads half of it. */
export function writeProfiles(env: Env, profiles: Profiles): string {
  const path = profilesFile(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ profiles }, undefined, 2)}\n`, { mode: OWNER_ONLY });
  chmodSync(draft, OWNER_ONLY);
  renameSync(draft, path);
  return path;
}
