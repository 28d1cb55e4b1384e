import type * as z from 'zod/mini';
import { STRUCK } from '../../domain/workspace/secret-settings.ts';
import type { EventResult, Runtime } from '../../destinations/runtime.ts';
import type { pigeonSettings } from './kind.ts';

/** Not every event leaves the loft again. */
const EATEN = { kind: 'filtered', reason: 'pigeon_ate_it' } as const;

export const pigeonRuntime: Runtime<z.output<typeof pigeonSettings>> = {
  async attempt({ settings }, events, { http, timeoutMs }) {
    const { loft, ringKey = '' } = settings;
    const letter = JSON.stringify(events.map(({ route }) => route.id));
    const headers = { 'content-type': 'application/json', 'x-ring': ringKey };
    const result = await http.send({ url: loft, method: 'PUT', headers, body: letter, timeoutMs });
    const latencyMs = result.durationMs;
    return events.map(({ line }): EventResult => {
      if (line.includes('"event":"Seed"')) return { outcome: EATEN, reason: 'pigeon_ate_it', latencyMs };
      if (result.kind === 'response' && result.status === 200) {
        return { outcome: { kind: 'delivered' }, reason: 'landed', latencyMs };
      }
      return { outcome: { kind: 'retry', class: 'transient', reason: 'lost' }, reason: 'lost', latencyMs };
    });
  },
  sentSecrets: () => [],
  showHeaders: ({ headers }) => ({ ...headers, 'x-ring': STRUCK }),
  credentials: { key: 'ringKey' },
};
