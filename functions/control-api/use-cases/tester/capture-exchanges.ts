import type { OutboundHttp, OutboundRequest, OutboundResult } from '../../../shared/outbound/outbound-http.ts';

/** A request, and what came back. */
export type CapturedExchange = { readonly request: OutboundRequest; readonly result: OutboundResult };

/** A way out that remembers what went through it. */
export function captureExchanges(http: Pick<OutboundHttp, 'send'>): {
  readonly exchanges: readonly CapturedExchange[];
  readonly captured: Pick<OutboundHttp, 'send'>;
} {
  const exchanges: CapturedExchange[] = [];
  return {
    exchanges,
    captured: {
      async send(request) {
        const result = await http.send(request);
        exchanges.push({ request, result });
        return result;
      },
    },
  };
}

/** No way out at all: what would be sent is captured, and nobody is called. */
export const NOWHERE: Pick<OutboundHttp, 'send'> = {
  send: async () => ({
    kind: 'response',
    ...{ status: 200, headers: {}, body: '', bodyTruncated: false, durationMs: 0 },
  }),
};
