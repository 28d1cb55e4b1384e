import type { Fixture } from '../../domain/functions/function-call.ts';
import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import type { OutboundHttp, OutboundResult } from '../shared/outbound/outbound-http.ts';
import type { GuestAnswer, GuestRequest } from './fetches.ts';

/** Who asks, in requests of functions that say nothing else. */
const USER_AGENT = 'Penstock-Function/1.0';

/** What a guest's request must not say, because the client says it, or what is at the other end of a proxy goes by it. */
const DROPPED = /^(connection|content-length|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect)$/;

/** Makes the requests of guests: through the outbound client, and with no more than a guest may have. */
export function createEgress(http: Pick<OutboundHttp, 'send'>) {
  return async (request: GuestRequest, fixtures: readonly Fixture[] | undefined): Promise<GuestAnswer> => {
    if (fixtures !== undefined) return answerOfFixture(request, fixtures);
    const { url, method, headers, redirect } = request;
    const kept = headers.filter(([name]) => !DROPPED.test(name.toLowerCase()));
    const named = new Map(kept.map(([name, value]) => [name.toLowerCase(), value]));
    const result = await http.send({
      ...{ url, method: method.toUpperCase(), timeoutMs: FUNCTION_LIMITS.fetchMs },
      headers: { 'user-agent': USER_AGENT, accept: '*/*', ...Object.fromEntries(named) },
      ...bodyOf(request),
      ...(redirect === 'manual' ? { redirects: 'return' as const } : {}),
    });
    return answerOf(request, result);
  };
}

function bodyOf({ text, base64 }: GuestRequest): { body?: string | Uint8Array } {
  if (base64 !== undefined) return { body: Buffer.from(base64, 'base64') };
  return text === undefined ? {} : { body: text };
}

function answerOf({ url }: GuestRequest, result: OutboundResult): GuestAnswer {
  if (result.kind === 'failed') return { failure: result.failure, message: result.message };
  const { status, headers, body, bytes, bodyTruncated } = result;
  if (bodyTruncated) {
    const message = `the answer has more than ${FUNCTION_LIMITS.answerBytes / 1024 / 1024} MB`;
    return { failure: 'answer_too_large', message };
  }
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each): [string, string] => [name, each]),
  );
  return { status, statusText: '', headers: pairs, url, ...contentOf(bytes, body) };
}

/** As text where it is one, so that it is handed on as it is. */
function contentOf(bytes: Uint8Array | undefined, body: string): { text: string } | { base64: string } {
  if (bytes === undefined) return { text: body };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') };
  }
}

function answerOfFixture({ url, method }: GuestRequest, fixtures: readonly Fixture[]): GuestAnswer {
  const fits = (each: Fixture): boolean =>
    url.startsWith(each.url) && (each.method === undefined || each.method.toUpperCase() === method.toUpperCase());
  const found = fixtures.find(fits);
  if (found === undefined) {
    return { failure: 'no_fixture', message: `no fixture of this test answers ${method} ${url.slice(0, 200)}` };
  }
  const { status = 200, headers = {}, body = '' } = found;
  return { status, statusText: '', headers: Object.entries(headers), url, text: body };
}
