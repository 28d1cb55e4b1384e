// "Enable with Penstock": a customer lets a partner's app manage destinations of one source. What such a request must
// look like, and how long what follows from it lasts. The control API relies on it, and later the page that asks people.

import * as z from 'zod/mini';
import { failure, type ErrorCode, type Failure } from '../base/error-texts.ts';
import type { Origin } from './people.ts';
import type { Permission } from './permissions.ts';
import { hasCredentials } from '../delivery/outbound-rules.ts';

/** The code is exchanged by a server that waits for it, so it need not last. */
export const CODE_SECONDS = 60;
export const ACCESS_TOKEN_SECONDS = 3600;
export const MAX_REDIRECT_URIS = 5;

/** What an access token may do, and only with destinations that its app has made for the source of the grant. */
export const GRANT_PERMISSIONS: readonly Permission[] = ['destinations:read', 'destinations:write'];

export const oauthClientId = z.string().check(z.regex(/^cli_[0-9a-f]{16}$/));
export const grantId = z.string().check(z.regex(/^grt_[0-9a-f]{16}$/));

/** What an app proves itself with. The secret is nowhere, only its hash. */
export type OAuthClient = {
  readonly id: string;
  /** The partner's. */
  readonly workspace: string;
  readonly app: string;
  /** What people are asked about. */
  readonly name: string;
  readonly redirectUris: readonly string[];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly secretHash: string;
};

/** That an app may manage its destinations of one source, as long as who granted it may, and is there. */
export type Grant = Origin & {
  readonly id: string;
  /** The customer's. */
  readonly workspace: string;
  readonly source: string;
  readonly app: string;
  readonly client: string;
  readonly name: string;
  /** When the app first had a token; without it, nothing has come of it yet. */
  readonly connectedAt?: string | undefined;
};

/** What a token of a grant is narrowed to. */
export type GrantLimits = Pick<Grant, 'id' | 'app' | 'source'>;

/** Stands for a grant for a minute, and remembers for a day that it did. */
export type AuthorizationCode = {
  readonly client: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly grant: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly usedAt?: string | undefined;
  /** The token that it was exchanged for, to revoke it if the code comes a second time. */
  readonly token?: { readonly id: string; readonly hash: string } | undefined;
};

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** Where codes may be sent: compared character by character, so nothing in it is left open. */
export const redirectUri = z.string().check(
  z.maxLength(500),
  z.refine((text) => {
    const url = URL.parse(text);
    if (url === null || text.includes('#') || text.includes('*') || hasCredentials(url)) return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  }, 'must be an https URL without "#", "*" and user name (http for this machine only)'),
);

/** The one scope that an app can have. */
export function scopeOf(app: string): string {
  return `destination/${app}`;
}

/** An authorisation request, RFC 6749 section 4.1.1 with RFC 7636, as it came. */
export type AuthorizationRequest = {
  readonly responseType?: string | undefined;
  readonly redirectUri?: string | undefined;
  readonly scope?: string | undefined;
  readonly state?: string | undefined;
  readonly codeChallenge?: string | undefined;
  readonly codeChallengeMethod?: string | undefined;
};

export type ValidRequest = {
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string;
  readonly codeChallenge: string;
};

export type RequestVerdict =
  | { readonly kind: 'valid'; readonly request: ValidRequest }
  /** `redirectUri`: where the partner may be told so. Without it nobody is sent anywhere. */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly redirectUri?: string };

/** The codes of RFC 6749. What is not one of these is `temporarily_unavailable` to a client of it. */
export const OAUTH_CODES = [
  ...(['invalid_request', 'invalid_client', 'invalid_grant', 'invalid_scope'] as const),
  ...(['unsupported_response_type', 'unsupported_grant_type'] as const),
] satisfies readonly ErrorCode[];

/** A SHA-256 in base64url, RFC 7636 section 4.2. */
const CODE_CHALLENGE = /^[\w-]{43}$/;
const STATE = /^[\x20-\x7e]{1,500}$/;

/** Whether a request is one that people may be asked about. */
export function judgeRequest(request: AuthorizationRequest, client: OAuthClient | undefined): RequestVerdict {
  if (client === undefined) return refuse(failure('invalid_client.unknown'));
  const { responseType, redirectUri: to, scope, state, codeChallenge, codeChallengeMethod: method } = request;
  if (to === undefined || !client.redirectUris.includes(to)) {
    return refuse(failure('invalid_request.redirect_uri'));
  }
  if (responseType !== 'code') return refuse(failure('unsupported_response_type'), to);
  if (state === undefined || !STATE.test(state)) {
    return refuse(failure('invalid_request.state'), to);
  }
  if (codeChallenge === undefined || method !== 'S256' || !CODE_CHALLENGE.test(codeChallenge)) {
    return refuse(failure('invalid_request.code_challenge'), to);
  }
  const allowed = scopeOf(client.app);
  if (scope !== allowed) return refuse(failure('invalid_scope', { scope: allowed }), to);
  return { kind: 'valid', request: { redirectUri: to, scope, state, codeChallenge } };
}

function refuse(what: Failure, uri?: string): RequestVerdict {
  return { kind: 'refused', failure: what, ...(uri === undefined ? {} : { redirectUri: uri }) };
}

/** A redirect URI with more in its query. */
export function redirectTo(uri: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
