import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PublishedVersion } from '../../../domain/catalog/component.ts';
import type { Role } from '../../../domain/access/permissions.ts';
import { versionKey } from '../../../domain/tables/table-keys.ts';
import { readDocument } from '../../../functions/shared/dynamo/document-store.ts';
import { aComponent, decide, putTestResult } from '../../support/a-component.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// What is published is what a reviewer has read, and nobody publishes his own.

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;

beforeAll(async () => {
  tables = await startRealTables();
  // Who has signed in, in these tests, is who says so.
  const verifyJwt = async (text: string): Promise<string> => `${text.split('.')[1] ?? ''}@people.example`;
  api = anApi(tables.dynamodb, { verifyJwt });
  await api.reviewingWorkspace('reviews');
});
afterAll(() => tables.close());

const codeOf = ({ status, body }: ApiAnswer) => [status, body['code']].join(' ').trim();
const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, Record<string, unknown>>;
const etagOf = ({ headers }: ApiAnswer) => ({ 'if-match': headers['etag'] ?? '' });

/** Signs somebody in, who is a member of these workspaces. */
async function aPerson(name: string, workspaces: Readonly<Record<string, Role>>) {
  for (const [workspace, role] of Object.entries(workspaces)) {
    const body = { email: `${name}@people.example`, role };
    await api.call('POST /users', { token: await api.token(workspace), body });
  }
  return {
    in:
      (workspace: string) =>
      (line: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
        api.call(line, { token: `x.${name}.x`, body, headers: { 'x-penstock-workspace': workspace, ...headers } }),
  };
}

async function tokenOf(answer: Promise<ApiAnswer>): Promise<string> {
  return String(dataOf(await answer)['token']?.['token']);
}

describe('a decision is about what was shown', () => {
  test('what a partner has put in its place meanwhile is not published', async () => {
    const [partner, reviewer] = [await api.token('swap'), await api.token('reviews', 'reviewer')];
    await aComponent(api, partner, { appId: 'swap-app', id: 'swap', until: 'in-review' });
    const shown = await api.call('GET /reviews/swap', { token: reviewer });

    await api.call('DELETE /components/swap/submission', { token: partner });
    const config = { url: 'https://evil.example/in', sharedSecret: 'whsec_YW5vdGhlci1zZWNyZXQtMQ==' };
    await api.call('PATCH /components/swap', { token: partner, body: { config } });
    await putTestResult(api.tables, ['swap', 1]);
    const again = await api.call('POST /components/swap/submission', { token: partner });
    const decisions = [
      await api.call('POST /reviews/swap/approve', { token: reviewer, body: {}, headers: etagOf(shown) }),
      await api.call('POST /reviews/swap/reject', {
        token: reviewer,
        body: { comments: 'No' },
        headers: etagOf(shown),
      }),
    ];
    const published = await readDocument<PublishedVersion>(api.tables, versionKey('swap', 1));
    const readAgain = await decide(api, 'POST /reviews/swap/approve', { token: reviewer, body: {} });

    expect(again.status).toBe(202);
    expect(decisions.map(codeOf)).toEqual(['412 precondition_failed', '412 precondition_failed']);
    expect(published).toBeUndefined();
    expect(readAgain.status).toBe(200);
  });

  test('the same handed in once more is another submission', async () => {
    const [partner, reviewer] = [await api.token('same'), await api.token('reviews', 'reviewer')];
    await aComponent(api, partner, { appId: 'same-app', id: 'same', until: 'in-review' });
    const shown = await api.call('GET /reviews/same', { token: reviewer });

    await api.call('DELETE /components/same/submission', { token: partner });
    await api.call('PATCH /apps/same-app', { token: partner, body: { website: 'https://evil.example/' } });
    await api.call('POST /components/same/submission', { token: partner });
    const late = await api.call('POST /reviews/same/approve', { token: reviewer, body: {}, headers: etagOf(shown) });

    expect(codeOf(late)).toBe('412 precondition_failed');
  });

  test.each(['approve', 'reject', 'promote', 'retire'])('to %s without saying which is refused', async (verb) => {
    const [partner, reviewer] = [await api.token('blind'), await api.token('reviews', 'reviewer')];
    const id = `blind-${verb}`;
    await aComponent(api, partner, { appId: `${id}-app`, id, until: 'private-beta' });
    const body = verb === 'reject' ? { comments: 'No' } : verb === 'approve' ? {} : undefined;

    const answers = [
      await api.call(`POST /reviews/${id}/${verb}`, { token: reviewer, body }),
      await api.call(`POST /reviews/${id}/${verb}`, { token: reviewer, body, headers: { 'if-match': '*' } }),
      await api.call(`POST /reviews/${id}/${verb}`, { token: reviewer, body, headers: { 'if-match': '"0"' } }),
    ];

    expect(answers.map(codeOf)).toEqual([
      ...['428 precondition_required', '428 precondition_required', '412 precondition_failed'],
    ]);
  });

  test('what a partner writes on does not keep a published version from being retired', async () => {
    const [partner, reviewer] = [await api.token('busy'), await api.token('reviews', 'reviewer')];
    await aComponent(api, partner, { appId: 'busy-app', id: 'busy', until: 'private-beta' });
    const shown = await api.call('GET /reviews/busy', { token: reviewer });

    await api.call('PATCH /components/busy', { token: partner, body: { replay: true } });
    await api.call('DELETE /components/busy/submission', { token: partner });
    const promoted = await api.call('POST /reviews/busy/promote', { token: reviewer, headers: etagOf(shown) });
    const next = await api.call('GET /reviews/busy', { token: reviewer });

    expect(codeOf(promoted)).toBe('200');
    expect(promoted.headers['etag']).toBe(next.headers['etag']);
  });
});

describe('nobody decides about his own', () => {
  test('not as a reviewer who is a member of the partner’s workspace, nor by tokens that come from him', async () => {
    await aComponent(api, await api.token('partner-a'), { appId: 'a-app', id: 'a', until: 'in-review' });
    const ada = await aPerson('ada', { 'partner-a': 'owner', reviews: 'owner' });
    const first = await tokenOf(ada.in('reviews')('POST /tokens', { name: 'First', role: 'owner' }));
    const create = { token: first, body: { name: 'Second', role: 'reviewer' } };
    const second = await tokenOf(api.call('POST /tokens', create));
    const approve = async (token: string) => codeOf(await decide(api, 'POST /reviews/a/approve', { token, body: {} }));
    const shown = await ada.in('reviews')('GET /reviews/a');

    const own = [
      codeOf(await ada.in('reviews')('POST /reviews/a/approve', {}, etagOf(shown))),
      await approve(first),
      await approve(second),
    ];
    const other = await approve(await api.token('reviews', 'reviewer'));
    const promote = async (token: string) => codeOf(await decide(api, 'POST /reviews/a/promote', { token }));
    const promotions = [await promote(second), await promote(await api.token('reviews', 'reviewer'))];

    expect(own).toEqual(['403 own_submission', '403 own_submission', '403 own_submission']);
    expect(other).toBe('200');
    expect(promotions).toEqual(['403 own_submission', '200']);
  });

  test('not after leaving the partner’s workspace, for what he has written or handed in there', async () => {
    const bob = await aPerson('bob', { 'partner-b': 'developer', reviews: 'reviewer' });
    const partner = await api.token('partner-b');
    await aComponent(api, partner, { appId: 'b-app', id: 'b' });
    await bob.in('partner-b')('PATCH /components/b', { replay: true });
    await putTestResult(api.tables, ['b', 1]);
    await api.call('POST /components/b/submission', { token: partner });
    const users = await api.call('GET /users', { token: partner });
    const [member] = (users.body['data'] as { users: { id: string }[] }).users;
    await api.call(`DELETE /users/${member?.id ?? ''}`, { token: partner });
    const as = bob.in('reviews');

    const approved = await as('POST /reviews/b/approve', {}, etagOf(await as('GET /reviews/b')));
    await decide(api, 'POST /reviews/b/approve', { token: await api.token('reviews', 'reviewer'), body: {} });
    const promoted = await as('POST /reviews/b/promote', undefined, etagOf(await as('GET /reviews/b')));

    expect([approved, promoted].map(codeOf)).toEqual(['403 own_submission', '403 own_submission']);
  });

  test('not in a reviewing workspace that builds something itself, by a token that his token has made', async () => {
    const both = await api.token('reviews');
    await aComponent(api, both, { appId: 'c-app', id: 'c', until: 'in-review' });
    const make = (token: string) => tokenOf(api.call('POST /tokens', { token, body: { name: 'T', role: 'owner' } }));
    const grandchild = await make(await make(both));
    const approve = async (token: string) => codeOf(await decide(api, 'POST /reviews/c/approve', { token, body: {} }));

    const answers = [await approve(both), await approve(grandchild), await approve(await api.token('reviews'))];

    expect(answers).toEqual(['403 own_submission', '403 own_submission', '200']);
  });
});
