import * as z from 'zod/mini';
import { signedGet } from './signed-get.ts';

const counts = z.record(z.string(), z.number());

const ledgerSchema = z.object({
  sources: z.array(z.object({ id: z.string(), accepted: z.number(), duplicates: z.number(), rejected: counts })),
  destinations: z.array(
    z.object({
      id: z.string(),
      matched: z.number(),
      filtered: counts,
      delivered: z.number(),
      attempts: z.number(),
      waiting: z.number(),
      discarded: counts,
      deadLettered: counts,
      enabled: z.boolean(),
      notice: z.optional(z.string()),
    }),
  ),
});

export type Ledger = z.infer<typeof ledgerSchema>;

/** Asks the deployed control API, as an operator with AWS credentials does. */
export async function readLedger(apiUrl: string): Promise<Ledger> {
  const response = await signedGet(`${apiUrl}/api/ledger`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`GET /api/ledger answered ${response.status}: ${text}`);
  return ledgerSchema.parse(JSON.parse(text));
}

/** All that was sent has been counted, and nothing is on its way any more. */
export function isSettled({ sources, destinations }: Ledger, accepted: number): boolean {
  const total = sources.find(({ id }) => id === 'web')?.accepted ?? 0;
  return total >= accepted && destinations.every(({ waiting }) => waiting === 0);
}
