import { partnerMessage } from '../../../domain/answer-texts.ts';
import type { Destination, WebhookSettings } from '../../../domain/destination.ts';
import { maskSettings, secretValues } from '../../../domain/secret-settings.ts';
import type { OutboundRequest, OutboundResult } from '../../shared/outbound-http.ts';

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

type Shown = Pick<Destination, 'settings' | 'secretSettings'>;

const MARK = '••••';

/** Shorter ones would strike out half of any text, and protect nothing. */
const SHORTEST_SECRET = 4;

/** The request with its signature, and without the key, own headers and secret settings of the customer. */
export function showRequest(request: OutboundRequest, { settings, secretSettings }: Shown): ShownRequest {
  const { url: _url, apiKey: _apiKey, sharedSecret: _secret, headers: own = {}, ...partnerSettings } = settings;
  const secretHeaders = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const show = (name: string, value: string): string => {
    if (name === 'authorization') return `Basic ${MARK}`;
    if (name === 'x-segment-settings')
      return base64(JSON.stringify(maskSettings(partnerSettings, undefined, secretSettings)));
    return secretHeaders.has(name.toLowerCase()) ? MARK : value;
  };
  const headers = Object.entries(request.headers).map(([name, value]) => [name, show(name, value)] as const);
  const { method, url, body = '' } = request;
  return { method, url, headers: Object.fromEntries(headers), body: typeof body === 'string' ? body : '' };
}

/** A destination may repeat what it was sent; secrets are struck out of its answer. */
export function showResponse(result: OutboundResult, destination: Shown): ShownResponse {
  const strike = createStrike(destination);
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

function createStrike({ settings, secretSettings }: Shown): (text: string) => string {
  const secrets = secretValues(settings, secretSettings)
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [base64(`${secret}:`), base64(secret), secret]);
  const sent = base64(JSON.stringify(settingsSent(settings)));
  return (text) => [sent, ...secrets].reduce((shown, secret) => shown.replaceAll(secret, MARK), text);
}

function settingsSent({
  url: _url,
  apiKey: _apiKey,
  sharedSecret: _secret,
  headers: _headers,
  ...rest
}: WebhookSettings) {
  return rest;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
