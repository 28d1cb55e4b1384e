import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { log } from '../../shared/lambda/log.ts';
import { apiError, type ApiError } from '../http/api-error.ts';

/** The email of who signed in, in lower case; undefined for a token that is not valid. */
export type VerifyJwt = (jwt: string, now: Date) => Promise<string | undefined>;

/** Signatures by a key pair only: a provider's public key must never pass for a shared secret. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const CLOCK_TOLERANCE_SECONDS = 5;
const DISCOVERY_TIMEOUT_MS = 3_000;

/** Verifies ID tokens of one OIDC provider against its published keys, which are fetched when first needed. */
export function createVerifyJwt({ issuer, audience }: { issuer: string; audience: readonly string[] }): VerifyJwt {
  let keys: JWTVerifyGetKey | undefined;
  return async (jwt, now) => {
    try {
      keys ??= await discoverKeys(issuer);
      const { payload } = await jwtVerify(jwt, keys, {
        issuer,
        audience: [...audience],
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'iat', 'sub'],
        currentDate: now,
      });
      return emailOf(payload);
    } catch (error) {
      if (isAboutTheToken(error)) return undefined;
      throw unavailable(error);
    }
  };
}

/** Everything else is about the provider: it cannot be reached, or what it says is no set of keys. */
function isAboutTheToken(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  return ![errors.JOSEError.code, errors.JWKSTimeout.code, errors.JWKSInvalid.code].includes(error.code);
}

/** People are known by their email, so the provider must have made sure that it is theirs. */
function emailOf({ email, email_verified: isVerified, token_use: use = 'id' }: JWTPayload): string | undefined {
  // Cognito says "true" in some tokens and true in others.
  const isProven = isVerified === true || isVerified === 'true';
  return typeof email === 'string' && isProven && use === 'id' ? email.trim().toLowerCase() : undefined;
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the provider's configuration was answered with ${response.status}`);
  const { jwks_uri: uri } = (await response.json()) as { jwks_uri?: string };
  if (uri === undefined) throw new Error("the provider's configuration names no keys");
  return createRemoteJWKSet(new URL(uri));
}

function unavailable(error: unknown): ApiError {
  log.failed('the sign-in provider cannot be asked for its keys', { error });
  return apiError('sign_in_unavailable');
}
