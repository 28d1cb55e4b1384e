import { createHash } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { FunctionAnswer, FunctionCall, Ran } from '../../../domain/functions/function-call.ts';
import { createHandler } from '../../../functions/runner/handler.ts';
import { createOutboundHttp, type CreateOutboundHttp } from '../../../functions/shared/outbound/outbound-http.ts';
import { realOutside } from '../../../functions/shared/lambda/outside.ts';
import { libraries, wasm } from './quickjs-modules.ts';

// The whole runner, thread and all, as a function of code and events.

type Asked = Partial<Omit<FunctionCall, 'hash' | 'code' | 'events'>> & { readonly events?: readonly unknown[] };

export const TRACK = { type: 'track', messageId: 'm1', event: 'Order Completed', properties: { total: 12.5 } };

export function createRunner(createHttp: CreateOutboundHttp = createOutboundHttp, ownPorts: readonly string[] = []) {
  const handler = createHandler(
    { ALLOWED_NETWORKS: ['127.0.0.0/8'], OWN_PORTS: [...ownPorts] },
    realOutside({ createHttp, wasm, libraries, threadUrl: new URL('guest-thread-entry.ts', import.meta.url) }),
  );
  const context = { awsRequestId: 'test' } as Context;

  const call = (code: string, { events = [TRACK], ...asked }: Asked = {}): Promise<FunctionAnswer> =>
    handler(
      {
        ...{ work: 'events', type: 'destination', settings: {}, timeoutMs: 20_000, code },
        hash: createHash('sha256').update(code).digest('hex'),
        events: events.map((event) => JSON.stringify(event)),
        ...asked,
      },
      context,
    );

  return {
    call,
    /** What became of each event. */
    async run(code: string, asked?: Asked): Promise<readonly Ran[]> {
      const answer = await call(code, asked);
      if (answer.kind !== 'ran') throw new Error(`it answered ${JSON.stringify(answer)}`);
      return answer.results;
    },
    /** What became of one event. */
    async runOne(code: string, asked?: Asked): Promise<Ran> {
      const [first] = await this.run(code, asked);
      if (first === undefined) throw new Error('it answered nothing');
      return first;
    },
  };
}
