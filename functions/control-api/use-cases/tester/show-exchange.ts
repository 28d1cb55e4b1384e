import { partnerMessage } from '../../../../domain/delivery/answer-texts.ts';
import { runtimeOf } from '../../../../destinations/runtimes.ts';
import type { OutboundRequest, OutboundResult } from '../../../shared/outbound/outbound-http.ts';
import { strikeSecrets, type WithSecrets } from '../../../shared/destinations/strike-secrets.ts';

/** A request as people may see it. */
export type ShownRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What came back, as people may see it. */
export type ShownResponse =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** Its first 16 KB. */
      readonly body: string;
      readonly bodyTruncated: boolean;
      /** `message` of a JSON body. */
      readonly message?: string;
      readonly latencyMs: number;
    }
  | { readonly kind: 'failed'; readonly failure: string; readonly message: string; readonly latencyMs: number };

/** The request with its signature, and without the key, own headers and secret settings of the customer. */
export function showRequest(request: OutboundRequest, destination: WithSecrets): ShownRequest {
  const { method, url, body = '' } = request;
  const headers = runtimeOf(destination.kind).showHeaders(request, destination);
  return { method, url, headers, body: typeof body === 'string' ? body : '' };
}

/** A destination may repeat what it was sent; secrets are struck out of its answer. */
export function showResponse(result: OutboundResult, destination: WithSecrets): ShownResponse {
  const strike = (text: string): string => strikeSecrets(destination, text);
  const latencyMs = result.durationMs;
  if (result.kind === 'failed') {
    return { kind: 'failed', failure: result.failure, message: strike(result.message), latencyMs };
  }
  const { status, bodyTruncated } = result;
  const headers = Object.fromEntries(
    Object.entries(result.headers).map(([name, value = '']) => [name, strike([value].flat().join(', '))]),
  );
  const body = strike(result.body);
  const message = partnerMessage(body, headers['content-type']);
  return {
    ...{ kind: 'response', status, headers, body, bodyTruncated, latencyMs },
    ...(message === undefined ? {} : { message }),
  };
}
