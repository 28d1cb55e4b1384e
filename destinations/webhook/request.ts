import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { remember } from '../../domain/base/remember.ts';
import { signsWithoutKey, STANDARD_SECRET_PREFIX } from '../../domain/delivery/shared-secret.ts';
import type { OutboundRequest } from '../../functions/shared/outbound/outbound-http.ts';
import { partnerSettingsOf, type WebhookSettings } from './settings.ts';

/** What one attempt needs to know. */
export type WebhookAttempt = {
  /** The event as the bytes that are sent and signed. */
  readonly body: string;
  readonly messageId: string;
  readonly now: Date;
  readonly timeoutMs: number;
};

/**
 * The request to a partner's webhook: Segment's headers (Basic authorisation with the customer's key, the other settings
 * in X-Segment-Settings, X-Signature over the exact bytes) and those of Standard Webhooks.
 */
export function createWebhookRequest(settings: WebhookSettings, attempt: WebhookAttempt): OutboundRequest {
  const { url, apiKey, sharedSecret, headers } = settings;
  return {
    url,
    method: 'POST',
    headers: {
      ...headers,
      accept: '*/*',
      'cache-control': 'no-cache',
      'content-type': 'application/json',
      'user-agent': 'Segment.io/1.0',
      'x-segment-settings': settingsHeader(settings),
      ...(apiKey === undefined ? {} : { authorization: `Basic ${keyHeader(apiKey)}` }),
      ...identificationHeaders(attempt),
      ...(sharedSecret === undefined ? {} : signatureHeaders(sharedSecret, attempt)),
    },
    body: attempt.body,
    timeoutMs: attempt.timeoutMs,
  };
}

/** What is secret in the headers of a request, beside the secrets themselves. */
export function secretHeadersOf(settings: WebhookSettings): string[] {
  const { apiKey } = settings;
  const isEmpty = Object.keys(partnerSettingsOf(settings)).length === 0;
  return [...(isEmpty ? [] : [settingsHeader(settings)]), ...(apiKey === undefined ? [] : [keyHeader(apiKey)])];
}

function settingsHeader(settings: WebhookSettings): string {
  return base64(JSON.stringify(partnerSettingsOf(settings)));
}

function keyHeader(apiKey: string): string {
  return base64(`${apiKey}:`);
}

/** The same event has the same `webhook-id` at every attempt, so a receiver can drop what it already has. */
function identificationHeaders({ messageId, now }: WebhookAttempt): Record<string, string> {
  return { 'webhook-id': headerSafe(messageId), 'webhook-timestamp': String(epochSeconds(now)) };
}

/** NOTE: the empty key would sign too, for anybody: who asks for a request holds such a destination before. */
function requireKey(secret: string): void {
  if (signsWithoutKey(secret)) throw new Error('a secret without a key cannot sign');
}

/** `X-Signature` as Segment's Webhooks destination makes it, `webhook-signature` as Standard Webhooks 1.0 does. */
function signatureHeaders(secret: string, { body, messageId, now }: WebhookAttempt): Record<string, string> {
  requireKey(secret);
  const signed = `${headerSafe(messageId)}.${epochSeconds(now)}.${body}`;
  return {
    'x-signature': createHmac('sha1', secret).update(body).digest('hex'),
    'webhook-signature': `v1,${createHmac('sha256', standardKey(secret)).update(signed).digest('base64')}`,
  };
}

/** NOTE: a key given as bytes costs Node more than the signature itself; as text or as a key object it costs nothing. */
function standardKey(secret: string): string | KeyObject {
  return secret.startsWith(STANDARD_SECRET_PREFIX) ? keyOf(secret) : secret;
}

const keyOf = remember((secret: string) =>
  createSecretKey(Buffer.from(secret.slice(STANDARD_SECRET_PREFIX.length), 'base64')),
);

/** A messageId may be any text, a header value may not. */
function headerSafe(messageId: string): string {
  return /^[\x21-\x7e]+$/.test(messageId) ? messageId : encodeURIComponent(messageId.toWellFormed());
}

function epochSeconds(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
