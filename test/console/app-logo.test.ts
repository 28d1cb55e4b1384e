import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataOf } from '../../client/api-client.ts';
import { refuse, startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import { aPng } from '../support/pictures.ts';

// The logo of an app, and what the programme asks for: as a partner and a reviewer see it.

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

const LOGO = '/logos/acme/0123456789abcdef0123456789abcdef.png';
const NEW_LOGO = LOGO.replace('0123', '4567');

const app: DataOf<'GET /apps/{appId}'>['app'] = {
  ...{ id: 'acme', slug: 'acme', workspaceId: 'acme', createdAt: '2026-10-01T08:00:00.000Z', name: 'Acme CRM' },
  ...{ components: ['acme-crm'], locked: false },
};
const ofApp: Answers = {
  'GET /apps/{appId}/oauth-clients': { oauthClients: [], pagination: {} },
  'GET /components': { components: [], pagination: {} },
};

describe('the logo of an app', () => {
  test('is chosen, looked at, and handed in', async () => {
    let logoUrl: string | undefined;
    let sent = '';
    const { page, expectSound, close } = await site.open('/w/acme/developer/apps/acme', {
      ...ofApp,
      'GET /apps/{appId}': () => ({ app: { ...app, ...(logoUrl === undefined ? {} : { logoUrl }) } }),
      'PUT /apps/{appId}/logo': ({ body }) => {
        sent = (body as { image: string }).image;
        logoUrl = LOGO;
        return { app: { ...app, logoUrl: LOGO } };
      },
    });
    const part = page.getByRole('region', { name: 'Logo' });

    await part.getByLabel('Choose a file').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: aPng() });
    await part.getByAltText('The logo that you have chosen').waitFor();
    await expectSound('app-logo-chosen');
    await part.getByRole('button', { name: 'Hand it in' }).click();
    await part.getByRole('button', { name: 'Remove' }).waitFor();

    expect(sent).toBe(aPng().toString('base64'));
    expect(await part.locator('img').getAttribute('src')).toBe(LOGO);
    await expectSound('app-logo');
    await close();
  });

  test('says what is wrong with a file before it is sent', async () => {
    const { page, expectSound, close } = await site.open('/w/acme/developer/apps/acme', {
      ...ofApp,
      'GET /apps/{appId}': { app: { ...app, logoUrl: 'https://acme.example/logo.svg' } },
    });
    const part = page.getByRole('region', { name: 'Logo' });

    const buffer = aPng({ width: 2000, height: 64 });
    await part.getByLabel('Choose another one').setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer });
    await part.getByRole('alert').waitFor();

    expect(await part.getByRole('alert').innerText()).toBe('wide.png has 2000 × 64 pixels; each side has 64 to 1024.');
    expect(await part.getByText('is at another host').count()).toBe(1);
    await expectSound('app-logo-fault');
    await close();
  });
});

const review: DataOf<'GET /reviews/{submissionId}'>['review'] = {
  ...{ id: 'acme-crm', componentId: 'acme-crm', workspaceId: 'partner', kind: 'webhook', state: 'private-beta' },
  ...{ publishedVersion: 1, app: { id: 'acme', name: 'Acme CRM', logoUrl: NEW_LOGO }, isOwn: false },
};
const programme: DataOf<'GET /reviews/{submissionId}/programme'> = {
  programme: [
    { id: 'enable-button', title: 'Enable with Penstock is set up', status: 'pass', details: [], found: 1, wanted: 1 },
    {
      ...{ id: 'customers', title: '3 workspaces had deliveries in the last 7 days', status: 'fail' },
      ...{ details: ['2 of 3 workspaces had.'], found: 2, wanted: 3 },
    },
  ],
};

describe('a review', () => {
  test('shows the logo of before and the new one', async () => {
    const { page, expectSound, close } = await site.open(
      '/w/reviews/reviews/acme-crm',
      {
        'GET /reviews/{submissionId}': {
          review: {
            ...review,
            submission: {
              ...{ version: 2, submittedAt: '2026-11-02T08:00:00.000Z', definition: {}, checklist: [] },
              differences: [{ path: 'app.logoUrl', before: LOGO, after: NEW_LOGO }],
            },
          },
        },
        'GET /reviews/{submissionId}/programme': programme,
        'GET /component-tests': { componentTests: [], pagination: {} },
      },
      { role: 'owner', reviews: true },
    );

    await page.getByAltText('The logo of before').waitFor();

    expect(await page.getByAltText('The logo of before').getAttribute('src')).toBe(LOGO);
    expect(await page.getByAltText('The new logo').getAttribute('src')).toBe(NEW_LOGO);
    await expectSound('review-logos');
    await close();
  });

  test('says what the programme asks for before it is promoted, with what is there', async () => {
    const { page, expectSound, close } = await site.open(
      '/w/reviews/reviews/acme-crm',
      {
        'GET /reviews/{submissionId}': { review },
        'GET /reviews/{submissionId}/programme': programme,
        'GET /component-tests': { componentTests: [], pagination: {} },
        'POST /reviews/{submissionId}/promote': refuse(409, 'wrong_state', 'It was promoted by somebody else.'),
      },
      { role: 'owner', reviews: true },
    );

    await page.getByRole('button', { name: 'Promote to public beta' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 of 2 is open.').waitFor();

    expect(await dialog.getByText('2 of 3', { exact: true }).count()).toBe(1);
    await expectSound('review-promote');
    await close();
  });
});
