// What the console has to know before anybody has signed in: the answer of GET /api/console.

import { notReached } from './not-reached.ts';

export type SignInSettings = {
  readonly issuer: string;
  readonly clientId: string;
  /** The provider's page that ends its own session; the address to come back to is put at its end. */
  readonly signOut: string;
};

export type ConsoleSettings = {
  readonly stage: string;
  /** `local`: one machine, where whoever reaches it may do everything. */
  readonly mode: 'local' | 'stage';
  readonly signIn?: SignInSettings;
  /** Whether partners may ask for access here. */
  readonly requestAccess: boolean;
  /** Where senders send to. */
  readonly ingestUrl: string;
  readonly version: string;
  /** Another one when the console was built anew. */
  readonly build: string;
};

export async function readSettings(): Promise<ConsoleSettings> {
  const asked = fetch('/api/console', { headers: { accept: 'application/json' } });
  const response = await asked.catch((cause: unknown) => {
    throw notReached('Penstock', cause);
  });
  if (!response.ok) throw new Error(`Penstock answered ${response.status} when it was asked how to sign in.`);
  return ((await response.json()) as { data: { console: ConsoleSettings } }).data.console;
}
