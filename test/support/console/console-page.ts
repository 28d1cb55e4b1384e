import axe from 'axe-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Role } from '../../../domain/access/permissions.ts';
import { WAIT_MS } from '../patience.ts';

export type Theme = 'light' | 'dark';

/** All of axe's rules, or those that a theme can break. */
type Rules = 'all' | 'of colours';

export type PageOptions = {
  readonly role?: Role;
  /** Whether the workspace is the one that reviews. */
  readonly reviews?: boolean;
  readonly theme?: Theme;
  /** @default 1440 by 900 */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The time that it is on the page, where it stays. @default 2 Nov 2026, 10:42:14 UTC; null for the real one */
  readonly now?: Date | null;
};

export type ConsolePage = {
  readonly page: Page;
  /** Errors of the console, violations of the policy, and what the test has no answer for. A test ends with none. */
  readonly faults: readonly string[];
  /** What axe finds wrong with the page as it is now, in this theme. */
  readonly axe: (theme: Theme, rules?: Rules) => Promise<string[]>;
  /**
   * Nothing is wrong: no faults, and axe finds nothing in either theme. With PENSTOCK_SHOTS=1 pictures of both go to
   * .cache/shots.
   */
  readonly expectSound: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

const VIEWPORT = { width: 1440, height: 900 };
const NOW = new Date('2026-11-02T10:42:14Z');
/** axe's rules of colours, but for one that it has off. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];
const SHOTS = join(import.meta.dirname, '../../../.cache/shots');

type Opening = {
  readonly browser: Browser;
  readonly url: string;
  readonly test: { readonly unanswered: readonly string[] };
  readonly headers?: Readonly<Record<string, string>>;
};

export async function openPage(
  { browser, url, test, headers }: Opening,
  options: PageOptions = {},
): Promise<ConsolePage> {
  const { theme = 'light', viewport = VIEWPORT, now = NOW } = options;
  const context = await browser.newContext({
    viewport,
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-GB',
    ...(headers === undefined ? {} : { extraHTTPHeaders: { ...headers } }),
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  if (now !== null) await page.clock.setFixedTime(now);
  const errors = watchErrors(page);
  await page.goto(url);
  const faults = (): string[] => [...errors, ...test.unanswered];
  return describePage({ context, page, faults });
}

/** A violation of the policy is an error of the console too. */
function watchErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    // Answers of 4xx and 5xx are tests of their own; the browser writes each down as an error.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

type Opened = { readonly context: BrowserContext; readonly page: Page; readonly faults: () => string[] };

function describePage({ context, page, faults }: Opened): ConsolePage {
  const runAxe = async (theme: Theme, rules: Rules = 'all'): Promise<string[]> => {
    await page.emulateMedia({ colorScheme: theme });
    return findViolations(page, rules);
  };
  return {
    page,
    get faults() {
      return faults();
    },
    axe: runAxe,
    async expectSound(name) {
      expect(await runAxe('light'), 'axe, light').toEqual([]);
      await shootIfAsked(page, `${name}-light`);
      // Only colours differ between the themes.
      expect(await runAxe('dark', 'of colours'), 'axe, dark').toEqual([]);
      await shootIfAsked(page, `${name}-dark`);
      expect(faults()).toEqual([]);
    },
    close: () => context.close(),
  };
}

async function shootIfAsked(page: Page, name: string): Promise<void> {
  if (process.env['PENSTOCK_SHOTS'] === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await shoot(page, join(SHOTS, `${name}.png`));
}

/** Waits for the fonts, without which every box has another size. */
export async function shoot(page: Page, path: string): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.screenshot({ path, animations: 'disabled' });
}

type Violation = { readonly id: string; readonly help: string; readonly nodes: readonly { readonly html: string }[] };

async function findViolations(page: Page, rules: Rules): Promise<string[]> {
  const isThere = await page.evaluate<boolean>('globalThis.axe !== undefined');
  if (!isThere) await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    ...(rules === 'all' ? {} : { runOnly: { type: 'rule', values: RULES_OF_COLOURS } }),
  };
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) })))`,
  );
  return found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join('  ')}`);
}
