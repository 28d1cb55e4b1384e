import { hashOfCode } from '../../functions/shared/functions/function-code.ts';
import type { FunctionDesk } from '../../functions/shared/functions/function-desk.ts';

/** Takes any code for one that has the handler of its type, and every event for one that it returns from. */
export function aFunctionDesk(): FunctionDesk {
  const codes = new Map<string, string>();
  return {
    code: {
      read: async (hash) => codes.get(hash),
      async put(code) {
        codes.set(hashOfCode(code), code);
        return hashOfCode(code);
      },
    },
    tryCode: async (_name, type, code) => ({
      kind: 'loads',
      code: {
        hash: hashOfCode(code),
        bytes: Buffer.byteLength(code),
        handlers: [type === 'source' ? 'onRequest' : 'onTrack'],
      },
    }),
    run: async (_name, _code, { events }) => ({
      kind: 'ran',
      results: events.map(() => ({ end: { kind: 'returned' }, logs: [], requests: [], cpuMs: 1, ms: 2 })),
      memoryBytes: 0,
    }),
  };
}
