// What a partner's request asks for, as GET /oauth2/authorize describes it. It is no route of the API: RFC 6749 says how it
// is called and how it refuses.

export type Authorization = {
  readonly client: { readonly id: string; readonly name: string; readonly app: string };
  /** What the partner says of it; `isReviewed`: a reviewer has seen these words. */
  readonly app: {
    readonly id: string;
    readonly name: string;
    readonly description?: string | undefined;
    readonly website?: string | undefined;
    readonly logoUrl?: string | undefined;
    readonly isReviewed: boolean;
  };
  readonly request: {
    readonly clientId: string;
    readonly redirectUri: string;
    readonly scope: string;
    readonly state: string;
    readonly codeChallenge: string;
    readonly codeChallengeMethod: string;
  };
  readonly deniedUrl: string;
};

/** `redirectTo`: where the partner may be told so. Without it nobody is sent anywhere. */
export class AuthorizationRefused extends Error {
  readonly code: string;
  readonly redirectTo: string | undefined;
  constructor(message: string, about: { readonly code: string; readonly redirectTo?: string | undefined }) {
    super(message);
    this.code = about.code;
    this.redirectTo = about.redirectTo;
  }
}

type Answer = Partial<Record<'error' | 'error_description' | 'redirectTo', string>>;

export async function readAuthorization(search: string): Promise<Authorization> {
  const response = await fetch(`/oauth2/authorize${search}`, { headers: { accept: 'application/json' } });
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer as Authorization;
  const { error = `http_${response.status}`, error_description: text, redirectTo } = answer as Answer;
  const says = text ?? `Penstock answered ${response.status} when it was asked about this request.`;
  throw new AuthorizationRefused(says, {
    code: error,
    redirectTo: redirectTo === undefined ? undefined : webAddress(redirectTo),
  });
}

/** An address of the web, or nothing: what comes from elsewhere is never followed as a script. */
export function webAddress(address: string): string | undefined {
  const url = URL.parse(address);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

export const hostOf = (address: string): string => URL.parse(address)?.host ?? address;
