import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ItemOf } from '../../client/api-client.ts';
import { refuse, startConsoleSite, type ConsoleSite } from '../support/console/console-site.ts';
import { expectFits, expectForcedColours, expectKeyboardReaches } from '../support/console/worst-layout.ts';
import { testWorstStates } from '../support/console/worst-states.ts';

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite({ REQUEST_ACCESS: 'on' });
});
afterAll(() => site.close());

const AT = '2026-11-02T08:00:00.000Z';
const HOSTILE = `<img src=x onerror="globalThis.pwned=1">${'Ein sehr langer Name '.repeat(8)}`;

type Request = ItemOf<'GET /access-requests'>;
const aRequest = (index: number, fields: Partial<Request> = {}): Request => ({
  ...{ id: `req_${String(index).padStart(20, '0')}`, company: `Acme ${index}`, website: 'https://acme.example.com' },
  ...{ name: 'Ann Smith', email: `ann${index}@acme.example.com`, state: 'waiting', requestedAt: AT },
  useCase: 'Our customers run their support in Acme.\nThey want orders and refunds there; forty have asked for it.',
  ...{ memberOf: [], suggestedWorkspaceId: `acme-${index}`, account: { state: 'none' } },
  ...fields,
});
const listed = (...accessRequests: Request[]) => ({ 'GET /access-requests': { accessRequests, pagination: {} } });

describe('requesting access', () => {
  const fill = async (page: Awaited<ReturnType<ConsoleSite['open']>>['page']): Promise<void> => {
    await page.getByLabel('Company').fill('Acme');
    await page.getByLabel('Website').fill('https://acme.example.com');
    await page.getByLabel('Your name').fill('Ann');
    await page.getByLabel('Your email').fill('ann@acme.example.com');
    await page.getByLabel('Use case').fill('Our customers want their orders in Acme.');
    await page.getByRole('checkbox').check();
  };

  test('says what is asked for, and what happens next once it was sent', async () => {
    const bodies: unknown[] = [];
    const { page, expectSound, close } = await site.open('/request-access', {
      'POST /access-requests': ({ body }) => {
        bodies.push(body);
        return { status: 'RECEIVED' };
      },
    });
    await page.getByText('Accept what is asked for first').waitFor();
    await expectSound('request-access');
    await fill(page);
    await page.getByRole('button', { name: 'Send the request' }).click();

    await page.getByRole('heading', { name: 'Your request was received' }).waitFor();

    expect(bodies).toEqual([
      {
        ...{ company: 'Acme', website: 'https://acme.example.com', name: 'Ann', email: 'ann@acme.example.com' },
        ...{ useCase: 'Our customers want their orders in Acme.', acceptsProgramme: true },
      },
    ]);
    await expectSound('request-access-received');
    await close();
  });

  test('keeps what was typed, and says what is wrong with it', async () => {
    const problems = [{ path: 'website', message: 'must be an address such as https://example.com' }];
    const { page, expectSound, close } = await site.open('/request-access', {
      'POST /access-requests': refuse(400, 'invalid_body', { detail: 'The body is not as it must be.', problems }),
    });
    await fill(page);

    await page.getByRole('button', { name: 'Send the request' }).click();

    await page.getByText('must be an address such as https://example.com').waitFor();
    expect(await page.getByLabel('Company').inputValue()).toBe('Acme');
    await expectSound('request-access-fault');
    await close();
  });
});

test('the form holds at 200 % zoom, on a phone, with forced colours and with the keyboard alone', async () => {
  const opened = await site.open('/request-access', {});
  await opened.page.getByLabel('Company').waitFor();

  await expectFits(opened);
  await expectForcedColours(opened);
  await expectKeyboardReaches(opened);

  expect(opened.faults).toEqual([]);
  await opened.close();
});

describe('the queue of requests', () => {
  testWorstStates(() => site, {
    ...{ name: 'access-requests', path: '/w/acme/access-requests', shows: 'ann1@acme.example.com' },
    answers: listed(aRequest(1), aRequest(2)),
    options: { reviews: true },
    named: (names) => listed(...names.map((company, index) => aRequest(index, { company, name: company }))),
  });

  test('shows who asks, whatever they have written, and approves one', async () => {
    const bodies: unknown[] = [];
    const hostile = aRequest(2, { company: HOSTILE, name: HOSTILE, useCase: HOSTILE, memberOf: ['shop'] });
    const { page, expectSound, close } = await site.open(
      '/w/acme/access-requests',
      {
        ...listed(aRequest(1), hostile),
        'POST /access-requests/{accessRequestId}/approve': ({ body }) => {
          bodies.push(body);
          return { accessRequest: aRequest(1, { state: 'approved', workspaceId: 'acme-1' }) };
        },
      },
      { reviews: true },
    );
    await page.getByText('Member of shop already').waitFor();
    await expectSound('access-requests');
    await page.getByRole('button', { name: 'Approve… Acme 1' }).click();
    await page.getByRole('heading', { name: 'Approve Acme 1' }).waitFor();
    await expectSound('access-requests-approve');

    await page.getByRole('button', { name: 'Approve', exact: true }).click();

    await page.getByText('Acme 1 has the workspace acme-1').waitFor();
    expect(bodies).toEqual([{ workspaceId: 'acme-1', workspaceName: 'Acme 1' }]);
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
    await close();
  });

  test('declines with a reason, and shows it afterwards', async () => {
    const declined = aRequest(3, {
      ...{ state: 'declined', decidedAt: AT, decidedBy: 'ada@example.com', reason: 'There is one already.' },
    });
    const { page, expectSound, close } = await site.open('/w/acme/access-requests?state=declined', listed(declined), {
      reviews: true,
    });

    await page.getByText('because: There is one already.').waitFor();

    await expectSound('access-requests-declined');
    await close();
  });

  test('is decided in one workspace, and is empty at first', async () => {
    const elsewhere = await site.open('/w/acme/access-requests', {});
    await elsewhere.page.getByText('and this is another one').waitFor();
    await elsewhere.expectSound('access-requests-elsewhere');
    expect(elsewhere.faults).toEqual([]);
    await elsewhere.close();

    const empty = await site.open('/w/acme/access-requests', listed(), { reviews: true });
    await empty.page.getByText('Nobody asks for access.').waitFor();
    await empty.expectSound('access-requests-empty');
    await empty.close();
  });

  test('says who may decide to a reviewer', async () => {
    const { page, expectSound, close } = await site.open(
      '/w/acme/access-requests',
      { 'GET /access-requests': refuse(403, 'forbidden', 'listAccessRequests needs the permission.') },
      { reviews: true, role: 'reviewer' },
    );

    await page.getByText('You may not see who asks for access. Who can: owner.').waitFor();

    await expectSound('access-requests-reviewer');
    await close();
  });
});
