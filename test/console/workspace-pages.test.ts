import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionsOf } from '../../domain/access/permissions.ts';
import { refuse, startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const HOSTILE = `<img src=x onerror="globalThis.pwned=1">${'Ein sehr langer Name '.repeat(8)}`;
const AT = '2026-11-02T10:00:00.000Z';
const BY = { type: 'member', id: 'usr_1', name: 'ada@example.com' };
const aUser = (id: string, role: 'owner' | 'developer') => ({
  ...{ id: `usr_${id.padStart(20, '0')}`, email: `${id}@example.com`, role, addedAt: AT, addedBy: 'ada@example.com' },
});

const PAGES: readonly (readonly [path: string, shows: string, answers: Answers])[] = [
  [
    'people',
    'The last owner',
    { 'GET /users': { users: [aUser('1', 'owner'), { ...aUser('2', 'developer'), name: HOSTILE }], pagination: {} } },
  ],
  [
    'tokens',
    'Of apps with access',
    {
      'GET /tokens': {
        tokens: [
          { id: 'tok_0000000000000001', name: HOSTILE, role: 'developer', createdBy: BY, createdAt: AT },
          {
            ...{ id: 'tok_0000000000000002', name: 'Acme', role: 'developer', createdBy: BY, createdAt: AT },
            grant: { id: 'grant', app: 'acme', source: 'web' },
          },
        ],
        pagination: {},
      },
    },
  ],
  [
    'grants',
    'Acme CRM',
    {
      'GET /oauth/grants': {
        grants: [
          {
            ...{ id: 'gra_1', sourceId: 'web', appId: 'acme', name: 'Acme CRM', scope: 'destination/acme' },
            ...{ createdBy: { id: 'usr_1', name: 'ada@example.com' }, createdAt: AT, connectedAt: AT },
          },
        ],
        pagination: {},
      },
    },
  ],
  [
    'notices',
    'HTTP 503 since',
    {
      'GET /notices': {
        notices: [
          { kind: 'down', resourceType: 'destination', resourceId: 'crm', message: 'HTTP 503 since 10:02', at: AT },
          { kind: 'replay-failed', resourceType: 'replay', resourceId: 'mx-000001', message: HOSTILE, at: AT },
        ],
        pagination: {},
      },
    },
  ],
  [
    'audit?open=a1',
    'settings.url',
    {
      'GET /users': { users: [aUser('1', 'owner')], pagination: {} },
      'GET /audit-events': {
        auditEvents: [
          {
            ...{ id: 'a1', timestamp: AT, type: 'updateDestination', actor: BY },
            ...{ resourceType: 'destination', resourceId: 'crm' },
            before: { id: 'crm', settings: { url: 'https://old.example' } },
            after: { id: 'crm', settings: { url: HOSTILE } },
          },
        ],
        pagination: {},
      },
    },
  ],
  [
    'file',
    'Nothing was changed beside it',
    {
      'GET /workspace-file/drift': { lastApply: { at: AT, by: BY }, changes: [], pagination: {} },
    },
  ],
];

describe('pages of a workspace', () => {
  test.for(PAGES)('%s shows what there is, whatever is in it', async ([path, shows, answers]) => {
    const { page, expectSound, close } = await site.open(`/w/acme/${path}`, answers);

    await page.getByText(shows).first().waitFor();

    expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
    await expectSound(`workspace-${path.replace(/\W.*/, '')}`);
    await close();
  });

  test('a token is shown once, and the dialog can only be left by saying so', async () => {
    const token = {
      id: 'tok_0000000000000001',
      name: 'Terraform',
      role: 'developer',
      createdBy: BY,
      createdAt: AT,
    } as const;
    const { page, expectSound, close } = await site.open('/w/acme/tokens', {
      'GET /tokens': { tokens: [], pagination: {} },
      'POST /tokens': { token: { ...token, token: 'pst_secret' } },
    });
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Name').fill('Terraform');
    await page.getByRole('button', { name: 'Make the token' }).click();

    await page.getByText('pst_secret').waitFor();
    await page.keyboard.press('Escape');
    await expectSound('token-made');
    await page.getByRole('button', { name: 'I have copied it' }).click();

    await page.getByText('pst_secret').waitFor({ state: 'detached' });
    await close();
  });

  test.each([
    {
      ...{ path: 'tokens', row: 'tok_0000000000000002', line: 'DELETE /tokens/{tokenId}' },
      ...{ verb: 'Revoke it', said: 'Acme is revoked' },
    },
    {
      ...{ path: 'grants', row: 'Acme CRM', line: 'DELETE /oauth/grants/{grantId}' },
      ...{ verb: 'Revoke access', said: 'Acme CRM has no access any more' },
    },
  ])('what is revoked on the page $path is told as a status, and is no dialog', async (revoked) => {
    const { path, row, line, verb, said } = revoked;
    const answers = PAGES.find(([name]) => name === path)?.[2];
    const { page, faults, axe, close } = await site.open(`/w/acme/${path}`, {
      ...answers,
      [line]: { status: 'SUCCESS' },
    });
    await page.getByRole('row').filter({ hasText: row }).getByRole('button', { name: 'Revoke…' }).click();

    await page.getByRole('button', { name: verb }).click();

    await page.getByRole('status').filter({ hasText: said }).waitFor();
    await page.getByRole('region', { name: 'Notifications' }).getByText(said).waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect([await axe('light'), faults]).toEqual([[], []]);
    await close();
  });

  test('a file is planned with its deletions first, and applied when the workspace is typed', async () => {
    const applied: unknown[] = [];
    const changes = [
      { action: 'create' as const, resourceType: 'source', resourceId: 'shop', differences: [] },
      { action: 'delete' as const, resourceType: 'destination', resourceId: 'crm', differences: [] },
    ];
    const { page, expectSound, close } = await site.open('/w/acme/file', {
      'GET /workspace-file': { workspaceFile: { workspace: 'acme', sources: [], destinations: [] } },
      'GET /workspace-file/drift': { changes: [], pagination: {} },
      'POST /workspace-file/plan': { changes, warnings: [] },
      'POST /workspace-file/apply': ({ body }) => {
        applied.push(body);
        return { changes, warnings: [] };
      },
    });
    await page.getByRole('button', { name: 'Show it as it is now' }).click();
    await page.getByText('workspace: acme').waitFor();
    await page.getByRole('button', { name: 'Plan what it would change' }).click();
    await page.getByText('1 deletion and 1 creation.').waitFor();
    expect(
      await page
        .getByRole('listitem')
        .filter({ hasText: /Deletes|Makes/ })
        .allInnerTexts(),
    ).toEqual([expect.stringContaining('Deletes'), expect.stringContaining('Makes')]);
    await page.getByRole('button', { name: 'Apply 1 deletion and 1 creation' }).click();
    expect(await page.getByRole('button', { name: 'Apply', exact: true }).isDisabled()).toBe(true);

    await page.getByLabel('Type acme to go on').fill('acme');
    await expectSound('file-apply');
    await page.getByRole('button', { name: 'Apply', exact: true }).click();

    await page.getByText('Applied: 1 deletion and 1 creation').waitFor();
    expect(applied).toHaveLength(1);
    await close();
  });

  test('who may only read sees the numbers of what is undelivered, and who could see the events', async () => {
    const reasons = [
      {
        ...{ destinationId: 'crm', outcome: 'discarded' as const, reason: 'http_400', count: 12 },
        ...{ first: AT, last: AT, example: 'crm.1.a.0' },
      },
    ];
    expect(permissionsOf('read-only').has('events:read')).toBe(false);
    const { page, expectSound, close } = await site.open(
      '/w/acme/undelivered',
      {
        'GET /undelivered-events/summary': { reasons, pagination: {} },
        'GET /destinations': { destinations: [], pagination: {} },
      },
      { role: 'read-only' },
    );

    await page.getByText('You may not see the events themselves. Who can: owner, operator, developer.').waitFor();

    await expectSound('undelivered-read-only');
    await close();
  });

  test('says so when the API is away', async () => {
    const away = refuse(503, 'unavailable', 'The API is away.');
    const { page, faults, close } = await site.open('/w/acme/undelivered', {
      'GET /undelivered-events/summary': away,
      'GET /destinations': away,
    });

    await page.getByText('The API is away.').first().waitFor();

    expect(faults).toEqual([]);
    await close();
  });
});
