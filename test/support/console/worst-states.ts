// The states in which every page must hold, each a test, from a few lines for a page. What axe finds is a fault in
// each. The parts are in worst-layout.ts, for a page that a test has opened by itself.
//
//   testWorstStates(() => site, {
//     name: 'connections',
//     path: '/w/acme/connections',
//     answers: anOverview(),
//     shows: 'Lumen Analytics',
//     named: (names) => ({ ...answers with things of these names }),
//     many: { path: '/w/acme/sources', answers: (count) => ({ ...answers with so many }) },
//   });

import { expect, test } from 'vitest';
import type { ConsolePage, PageOptions } from './console-page.ts';
import { refuse, type Answers, type Asked, type ConsoleSite, type Refusal } from './console-site.ts';
import { expectFits, expectForcedColours, expectKeyboardReaches, expectUnharmed, HARD_NAMES } from './worst-layout.ts';

export type WorstStates = {
  readonly name: string;
  readonly path: string;
  readonly answers: Answers;
  /** A text that is there when the page has what it shows. */
  readonly shows: string | RegExp;
  readonly options?: PageOptions;
  /** Answers in which things are called that; the page shows the last of them too. */
  readonly named?: (names: readonly string[]) => Answers;
  /** For pages with a list: answers with so many rows, and where that list is if it is elsewhere. */
  readonly many?: { readonly answers: (count: number) => Answers; readonly path?: string };
};

const MANY = 10_000;
const MOST_NODES = 1000;
const LATER = new Date('2026-11-02T10:47:14Z');
const TOO_MANY = refuse(429, 'too_many_requests', 'Too many requests. Wait a moment.');

export function testWorstStates(siteOf: () => ConsoleSite, states: WorstStates): void {
  const { name, path, options, shows, named, many } = states;

  test(`${name}: holds at 200 % zoom, 1,024 px and on a phone, with forced colours, with the keyboard alone`, async () => {
    const opened = await siteOf().open(path, states.answers, options);
    await opened.page.getByText(shows).first().waitFor();

    await expectFits(opened);
    await expectForcedColours(opened);
    await expectKeyboardReaches(opened);

    expect(opened.faults).toEqual([]);
    await opened.close();
  });

  test(`${name}: keeps what it shows when the API answers 429 or is away, with its time`, async () => {
    const { answers, refuseWith } = refusable(states.answers);
    const opened = await siteOf().open(path, answers, options);
    await opened.page.getByText(shows).first().waitFor();

    await expectKept(opened, { name, shows, refuseWith });
    await opened.close();
  });

  test(`${name}: says that the API refuses from the start, and asks again`, async () => {
    const { answers, refuseWith } = refusable(states.answers, TOO_MANY);
    const opened = await siteOf().open(path, answers, options);

    await opened.page.getByText('429 too_many_requests').first().waitFor();
    await expectFits(opened);
    await opened.expectSound(`${name}-refused`);
    refuseWith(undefined);
    await askAgain(opened, () => opened.page.getByText(shows).first().waitFor());

    await opened.close();
  });

  if (named !== undefined) {
    test(`${name}: bears names of 200 characters, in other scripts and with HTML`, async () => {
      const opened = await siteOf().open(path, named(HARD_NAMES), options);
      await opened.page.getByText('{{7*7}}').locator('visible=true').first().waitFor();

      await expectUnharmed(opened);
      await opened.expectSound(`${name}-names`);

      await opened.close();
    });
  }

  if (many !== undefined) {
    test(`${name}: shows ${MANY} rows with fewer than ${MOST_NODES} nodes`, async () => {
      const opened = await siteOf().open(many.path ?? path, many.answers(MANY), options);
      await expectFewNodes(opened);

      await opened.close();
    });
  }
}

type Kept = Pick<WorstStates, 'name' | 'shows'> & Pick<Refusable, 'refuseWith'>;

/** Keeps what it shows, with its time, when the API refuses and when it is away, and has it anew when that is over. */
export async function expectKept(opened: ConsolePage, { name, shows, refuseWith }: Kept): Promise<void> {
  refuseWith(TOO_MANY);
  await expectOldData(opened, { shows, says: '429 too_many_requests' });
  refuseWith(undefined);
  await opened.page.context().setOffline(true);
  await expectOldData(opened, { shows, says: 'Penstock cannot be reached.' });
  await opened.expectSound(`${name}-away`);
  await opened.page.context().setOffline(false);
  await askAgain(opened, () =>
    opened.page
      .getByText(/^As of/)
      .first()
      .waitFor({ state: 'hidden' }),
  );

  expect(await opened.page.getByText(/^As of/).count()).toBe(0);
  expect(opened.faults).toEqual([]);
}

type Refusable = { readonly answers: Answers; readonly refuseWith: (refusal: Refusal | undefined) => void };

/** Answers that can be refused all at once, from now on. Who looks stays known. */
export function refusable(answers: Answers, refusal?: Refusal): Refusable {
  let refused = refusal;
  const guarded = Object.entries(answers as Readonly<Record<string, unknown>>).map(([line, answer]) => [
    line,
    (asked: Asked): unknown =>
      refused ?? (typeof answer === 'function' ? (answer as (asked: Asked) => unknown)(asked) : answer),
  ]);
  return { answers: Object.fromEntries(guarded) as Answers, refuseWith: (next) => (refused = next) };
}

/** Comes back to the page after five minutes, which is when it looks anew. */
async function expectOldData(
  { page }: ConsolePage,
  { shows, says }: { readonly shows: string | RegExp; readonly says: string },
): Promise<void> {
  await page.clock.setFixedTime(LATER);
  await page.evaluate(`dispatchEvent(new Event('visibilitychange'))`);
  await page.getByText(says).first().waitFor();
  expect(await page.getByText(shows).count()).toBeGreaterThan(0);
  await page
    .getByText(/^As of/)
    .first()
    .waitFor();
}

/**
 * Presses the first "Try again", which asks for all that could not be read, and waits until it has come. A page may be faster
 * and ask by itself: then the button goes while it is pressed.
 */
async function askAgain({ page }: ConsolePage, hasCome: () => Promise<unknown>): Promise<void> {
  const pressed = page.getByRole('button', { name: 'Try again' }).first().click();
  pressed.catch(() => undefined);
  await hasCome();
}

/** Of a list of so many rows, those are built that are seen, at its beginning and at its end. */
export async function expectFewNodes({ page }: ConsolePage): Promise<void> {
  await page.locator(`[aria-rowcount="${MANY + 1}"]`).waitFor();
  expect(await page.evaluate<number>(`document.querySelectorAll('*').length`)).toBeLessThan(MOST_NODES);
  await page.evaluate(`for (const part of document.querySelectorAll('.scroller')) part.scrollTop = part.scrollHeight`);
  await page.locator(`[aria-rowindex="${MANY + 1}"]`).waitFor();
  expect(await page.evaluate<number>(`document.querySelectorAll('*').length`)).toBeLessThan(MOST_NODES);
}
