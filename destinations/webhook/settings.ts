// The settings of a webhook. They are checked here once, when a workspace is applied; delivery reads what is stored.

import * as z from 'zod/mini';
import { isFramingHeader, isHeaderName, problemOfUrl } from '../../domain/delivery/outbound-rules.ts';
import { bytesOfJson, settingsSizeProblem } from '../../domain/workspace/settings-size.ts';
import { sharedSecret } from '../../domain/delivery/shared-secret.ts';

const httpUrl = z.string().check(
  z.refine((text) => {
    const url = URL.parse(text);
    return url !== null && problemOfUrl(url) === undefined;
  }, 'must be an http or https URL without user name and password, such as https://example.com/hook'),
);

/** Header names that the delivery itself sets, beside those of every request; a destination cannot overwrite them. */
const RESERVED_HEADERS =
  /^(authorization|content-encoding|content-type|user-agent|x-signature|x-segment-settings|webhook-.*)$/i;

export const extraHeaders = z
  .record(z.string(), z.string().check(z.regex(/^[\x20-\x7e]*$/, 'must be printable ASCII')))
  .check((context) => {
    // Checked here and not by the schema of the keys, whose messages zod does not hand on.
    for (const name of Object.keys(context.value)) {
      const message = problemOfHeaderName(name);
      if (message !== undefined) context.issues.push({ code: 'custom', message, path: [name], input: context.value });
    }
  });

function problemOfHeaderName(name: string): string | undefined {
  if (!isHeaderName(name)) return 'must be a header name';
  return isFramingHeader(name) || RESERVED_HEADERS.test(name)
    ? 'is set by Penstock itself and cannot be changed'
    : undefined;
}

/**
 * `sharedSecret` signs the requests, `apiKey` is the customer's key at the partner. Whatever else stands here is the
 * partner's: it travels in `X-Segment-Settings`.
 */
export const webhookSettings = z
  .looseObject({
    url: httpUrl,
    sharedSecret: z.optional(sharedSecret),
    apiKey: z.optional(z.string()),
    headers: z.optional(extraHeaders),
  })
  .check((context) => {
    const message = sizeProblem(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, path: [], input: context.value });
  });

export type WebhookSettings = z.infer<typeof webhookSettings>;

/** What the partner has asked the customer for, but for what is sent in another way. */
export function partnerSettingsOf(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { url: _url, apiKey: _apiKey, sharedSecret: _secret, headers: _headers, ...others } = settings;
  return others;
}

/**
 * Of the settings that travel in `X-Segment-Settings`, as JSON: 7.9 KB in base64. nginx and Apache take headers of 8 KB
 * and answer a longer one with 431 or 400, whatever is in it.
 */
export const MAX_HEADER_SETTINGS_BYTES = 5_925;

/** What is wrong with the size of settings, if something is. */
export function sizeProblem(settings: Readonly<Record<string, unknown>>): string | undefined {
  const all = settingsSizeProblem(settings);
  if (all !== undefined) return all;
  const header = bytesOfJson(partnerSettingsOf(settings));
  if (header <= MAX_HEADER_SETTINGS_BYTES) return undefined;
  return `must be at most ${MAX_HEADER_SETTINGS_BYTES} bytes of JSON beside url, apiKey, sharedSecret and headers, because they travel in the header X-Segment-Settings; these are ${header}`;
}
