import type { SourceReply } from '../../domain/functions/source-run.ts';

export type SourceResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64?: boolean;
};

/**
 * The endpoint is also that of the console: whatever a function answers, no browser runs it, shows it as a page of ours or
 * keeps it.
 */
const HARMLESS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

const JSON_TYPE = { 'content-type': 'application/json' };

export const taken = (warning?: string): SourceResponse => ({
  status: 200,
  headers: { ...HARMLESS, ...JSON_TYPE, ...(warning === undefined ? {} : { 'x-penstock-warning': warning }) },
  body: '{"success":true}',
});

export const answered = ({ status, contentType, body, isBase64 }: SourceReply): SourceResponse => ({
  status,
  headers: { ...HARMLESS, 'content-type': contentType },
  body,
  isBase64,
});

export function failure(
  status: number,
  { code, message }: { readonly code: string; readonly message: string },
  headers: Readonly<Record<string, string>> = {},
): SourceResponse {
  return {
    status,
    headers: { ...HARMLESS, ...JSON_TYPE, ...headers },
    body: JSON.stringify({ success: false, code, message }),
  };
}

/** The same whatever was asked for: a token that was right once is no other than one that was made up. */
export const unknownAddress = (): SourceResponse =>
  failure(404, { code: 'not_found', message: 'There is no source at this address (any more).' });

export const unavailable = (): SourceResponse =>
  failure(
    503,
    { code: 'unavailable', message: 'The request could not be stored. Send it again.' },
    { 'retry-after': '1' },
  );
