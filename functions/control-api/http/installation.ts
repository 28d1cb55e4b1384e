import { createConfigStore, type Config } from '../../shared/stores/config-store.ts';
import type { Clients } from '../../shared/lambda/clients.ts';
import type { Outside } from '../../shared/lambda/outside.ts';

/** Of the environment of the function: where the installation keeps what answers are made of, and for how long. */
export type InstallationEnv = {
  readonly CONTROL_TABLE: string;
  readonly LEDGER_SHARDS?: number | undefined;
  readonly DEDUPE_TABLE: string;
  readonly DEDUPE_WINDOW_HOURS: number;
  readonly ARCHIVE_BUCKET: string;
  readonly ARCHIVE_RETENTION_DAYS: number | 'for ever';
  readonly LANE_RETRY_QUEUE_URLS: Readonly<Record<string, string>>;
  readonly REPLAY_QUEUE_URL: string;
  readonly REQUEST_ACCESS?: 'on' | 'off' | undefined;
};

/** Of what answers are made, unless they call partners or open secrets. */
export type StoredOutside = Outside & Omit<Clients, 'kms'>;

/** What use cases about events read and write, whoever asks. */
export type Installation = {
  readonly env: InstallationEnv;
  readonly outside: StoredOutside;
  /** The sources and destinations of all workspaces, as they were a moment ago. */
  readonly config: () => Promise<Config>;
};

export function createInstallation(env: InstallationEnv, outside: StoredOutside): Installation {
  const { dynamodb, now } = outside;
  const store = createConfigStore({ dynamodb, table: env.CONTROL_TABLE, now });
  return { env, outside, config: () => store.read() };
}
