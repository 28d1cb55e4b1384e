import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { judgeRequest, redirectTo } from '../../../domain/access/oauth.ts';
import { oauthCallerKey } from '../../../domain/tables/table-keys.ts';
import type { Table } from '../../shared/dynamo/document-store.ts';
import { ApiError, apiError, toApiError } from '../http/api-error.ts';
import { SECURITY_HEADERS } from '../http/dispatch.ts';
import { countRequest, type CounterTable } from '../http/limits.ts';
import { exchangeCode, renewToken } from './issue-token.ts';
import { readTile } from './read-tile.ts';
import { readClient } from '../auth/grant-items.ts';
import { jsonAnswer, toOAuthAnswer } from './oauth-error.ts';
import { authenticateClient, readForm, readQuery } from './read-request.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;
type Deps = { readonly tables: Table; readonly counters: CounterTable; readonly now: () => Date };

const ROOT = '/oauth2/';
const INSTALL = /^installs\/(grt_[0-9a-f]{16})$/;

/** OAuth 2.0 for partners: the code flow of RFC 6749 with PKCE (RFC 7636). Undefined for a request that is for nothing here. */
export function createOAuth(deps: Deps): (event: Event) => Promise<Result> | undefined {
  const routes: Readonly<Record<string, (event: Event) => Promise<Result>>> = {
    'GET /oauth2/authorize': (event) => describeRequest(deps, event),
    'POST /oauth2/token': (event) => issueToken(deps, event),
  };
  return (event) => {
    if (!event.rawPath.startsWith(ROOT)) return undefined;
    const route = routes[`${event.requestContext.http.method} ${event.rawPath}`] ?? nothingHere;
    return answer(() => route(event));
  };
}

async function answer(work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await work();
    return { ...result, headers: { ...SECURITY_HEADERS, ...result.headers } };
  } catch (thrown) {
    const error = toApiError(thrown);
    if (error === undefined) throw thrown;
    const result = toOAuthAnswer(error);
    return { ...result, headers: { ...SECURITY_HEADERS, ...result.headers } };
  }
}

async function nothingHere(): Promise<Result> {
  throw apiError('invalid_request.path');
}

/**
 * Says what a partner's request asks for, so that a page can ask a person. Nothing happens here: the page grants with
 * POST /api/v1/oauth/grants, in the name of who is signed in.
 */
async function describeRequest({ tables, counters, now }: Deps, event: Event): Promise<Result> {
  if (wantsPage(event)) return toConsentPage(event);
  const callerKey = oauthCallerKey(event.requestContext.http.sourceIp);
  await countRequest(counters, { callerKey, as: 'other', now: now() });
  const query = readQuery(event);
  const client = (await readClient(tables, query['client_id'] ?? ''))?.document;
  const verdict = judgeRequest(
    {
      responseType: query['response_type'],
      redirectUri: query['redirect_uri'],
      scope: query['scope'],
      state: query['state'],
      codeChallenge: query['code_challenge'],
      codeChallengeMethod: query['code_challenge_method'],
    },
    client,
  );
  const state = query['state'];
  if (verdict.kind === 'valid' && client !== undefined) {
    const { request } = verdict;
    return jsonAnswer(200, {
      client: { id: client.id, name: client.name, app: client.app },
      app: await readTile(tables, client),
      request: { clientId: client.id, ...request, codeChallengeMethod: 'S256' },
      deniedUrl: redirectTo(request.redirectUri, { error: 'access_denied', state }),
    });
  }
  const { failure, redirectUri: to } = verdict as Extract<typeof verdict, { kind: 'refused' }>;
  const error = new ApiError(failure);
  return toOAuthAnswer(error, to === undefined ? {} : { redirectTo: redirectTo(to, { error: error.code, state }) });
}

/** A browser that is sent here, rather than the page that asks on. */
function wantsPage({ headers }: Event): boolean {
  return /(^|,)\s*text\/html\b/i.test(headers['accept'] ?? '');
}

/** The page asks here again, as a program, and says what it is told. Whatever is in the query stays on this origin. */
function toConsentPage({ rawQueryString }: Event): Result {
  const location = rawQueryString === '' ? CONSENT_PAGE : `${CONSENT_PAGE}?${rawQueryString}`;
  return { statusCode: 302, headers: { location, vary: 'accept' }, body: '' };
}

const CONSENT_PAGE = '/connect';

async function issueToken({ tables, counters, now: clock }: Deps, event: Event): Promise<Result> {
  const now = clock();
  const form = readForm(event);
  const client = await authenticateClient({ tables, counters }, { event, form, now });
  await countRequest(counters, { callerKey: oauthCallerKey(client.id), as: 'other', now });
  const deps = { tables, client, now };
  switch (form['grant_type']) {
    case 'authorization_code': {
      const { code = '', redirect_uri: redirectUri, code_verifier: verifier } = form;
      return jsonAnswer(200, await exchangeCode(deps, { code, redirectUri, verifier }));
    }
    case 'client_credentials': {
      const id = INSTALL.exec(form['install_name'] ?? '')?.[1];
      if (id === undefined) throw apiError('invalid_request.install_name');
      return jsonAnswer(200, await renewToken(deps, id));
    }
    default:
      throw apiError('unsupported_grant_type');
  }
}
