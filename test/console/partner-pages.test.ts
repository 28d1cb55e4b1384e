import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aCatalog, aDeveloperCenter, aReviewingWorkspace } from '../support/console/a-partner.ts';
import { startConsoleSite, type Answers, type ConsoleSite } from '../support/console/console-site.ts';
import {
  expectForcedColours,
  expectKeyboardReaches,
  expectUnharmed,
  HARD_NAMES,
} from '../support/console/worst-layout.ts';
import { expectKept, refusable } from '../support/console/worst-states.ts';

// What partners, their reviewers and their customers see, when everything is called what strangers call things: in any window,
// with forced colours, with the keyboard alone.

let site: ConsoleSite;
beforeAll(async () => {
  site = await startConsoleSite();
});
afterAll(() => site.close());

type Page = readonly [name: string, path: string, shows: string, answers: (names: readonly string[]) => Answers];

const PAGES: readonly Page[] = [
  ['developer', '/w/acme/developer', 'part-1-15801b0b', aDeveloperCenter],
  ['app', '/w/acme/developer/apps/app-0', 'Launch', aDeveloperCenter],
  ...(['', '/settings', '/test', '/docs', '/publish'] as const).map((tab): Page => [
    `component${tab.replace('/', '-')}`,
    `/w/acme/developer/components/part-0-15801b0b${tab}`,
    'part-0-15801b0b',
    aDeveloperCenter,
  ]),
  ['reviews', '/w/acme/reviews', 'app-1', aReviewingWorkspace],
  ['review', '/w/acme/reviews/part-0-15801b0b', 'In review', aReviewingWorkspace],
  ['catalog', '/w/acme/catalog', 'Public beta', aCatalog],
  ['catalog-entry', '/w/acme/catalog/part-0-15801b0b', 'Takes replays', aCatalog],
  ['connect', '/w/acme/catalog/part-0-15801b0b/connect', 'Settings', aCatalog],
  ['connect-made', '/w/acme/catalog/part-0-15801b0b/connect?destination=d0', 'Send the test event', aCatalog],
];

describe('pages of partners', () => {
  test.for(PAGES)('%s bears the worst', async ([name, path, shows, answers]) => {
    const opened = await site.open(path, answers(HARD_NAMES), { reviews: true });
    await opened.page.getByText(shows).first().waitFor();

    await expectUnharmed(opened);
    await expectForcedColours(opened);
    await expectKeyboardReaches(opened);
    await opened.expectSound(`${name}-worst`);

    expect(opened.faults).toEqual([]);
    await opened.close();
  });

  test.for(PAGES)(
    '%s keeps what it shows when the API answers 429 or is away',
    async ([name, path, shows, answersOf]) => {
      const { answers, refuseWith } = refusable(answersOf(['Acme CRM', 'Lumen Analytics']));
      const opened = await site.open(path, answers, { reviews: true });
      await opened.page.getByText(shows).first().waitFor();

      await expectKept(opened, { name, shows, refuseWith });
      await opened.close();
    },
  );
});
