import { timingSafeEqual } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { failure } from '../../../domain/base/error-texts.ts';
import type { OAuthClient } from '../../../domain/access/oauth.ts';
import type { Table } from '../../shared/dynamo/document-store.ts';
import { sha256 } from '../../shared/stores/workspace-items.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import { countFailure, type CounterTable } from '../http/limits.ts';
import { readClient } from '../auth/grant-items.ts';

type Event = APIGatewayProxyEventV2;
/** Parameters of a query or a form; none is there twice. */
export type Parameters = Readonly<Record<string, string | undefined>>;

const MAX_BODY_BYTES = 16 * 1024;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export function readQuery({ rawQueryString }: Event): Parameters {
  return toParameters(rawQueryString);
}

export function readForm({ headers, body = '', isBase64Encoded }: Event): Parameters {
  if (!FORM_TYPE.test(headers['content-type'] ?? '')) {
    throw apiError('invalid_request.form');
  }
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) throw apiError('invalid_request.too_large');
  return toParameters(bytes.toString('utf8'));
}

/** What is there twice could mean one thing to us and another to whoever checked it before. */
function toParameters(text: string): Parameters {
  const all = new URLSearchParams(text);
  const names = [...all.keys()];
  if (new Set(names).size < names.length) throw apiError('invalid_request');
  return Object.fromEntries(all);
}

/** The client that asks, by Basic authorisation or by the form. */
export async function authenticateClient(
  { tables, counters }: { tables: Table; counters: CounterTable },
  { event, form, now }: { event: Event; form: Parameters; now: Date },
): Promise<OAuthClient> {
  const { id, secret } = readCredentials(event, form);
  const stored = await readClient(tables, id);
  // Compared also with nothing, so that time does not tell which clients there are.
  const isRight = isEqual(sha256(secret), stored?.document.secretHash ?? sha256(''));
  if (stored !== undefined && isRight) return stored.document;
  await countFailure(counters, event.requestContext.http.sourceIp, now);
  throw new ApiError(failure('invalid_client'), {
    headers: { 'www-authenticate': 'Basic realm="penstock"' },
  });
}

function isEqual(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function readCredentials({ headers }: Event, form: Parameters): { id: string; secret: string } {
  const basic = /^Basic +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (basic === undefined) return { id: form['client_id'] ?? '', secret: form['client_secret'] ?? '' };
  if (form['client_secret'] !== undefined) {
    throw apiError('invalid_request.secret_twice');
  }
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(decode);
  if (form['client_id'] !== undefined && form['client_id'] !== id) {
    throw apiError('invalid_request.other_client');
  }
  return { id, secret };
}

/** Both are form-encoded before base64, RFC 6749 section 2.3.1. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
