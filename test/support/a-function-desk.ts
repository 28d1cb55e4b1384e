import { createHash } from 'node:crypto';
import type { FunctionDesk } from '../../functions/shared/functions/function-desk.ts';

/** Takes any code for one that has `onTrack`, and every event for one that it returns from. */
export function aFunctionDesk(): FunctionDesk {
  const codes = new Map<string, string>();
  const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');
  return {
    code: {
      read: async (hash) => codes.get(hash),
      async put(code) {
        codes.set(hashOf(code), code);
        return hashOf(code);
      },
    },
    tryCode: async (_name, _type, code) => ({
      kind: 'loads',
      code: { hash: hashOf(code), bytes: Buffer.byteLength(code), handlers: ['onTrack'] },
    }),
    run: async (_name, _code, { events }) => ({
      kind: 'ran',
      results: events.map(() => ({ end: { kind: 'returned' }, logs: [], requests: [], cpuMs: 1, ms: 2 })),
      memoryBytes: 0,
    }),
  };
}
