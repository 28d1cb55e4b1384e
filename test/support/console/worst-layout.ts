// What every page bears: windows of any size, forced colours, the keyboard alone, whatever people call things.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ConsolePage } from './console-page.ts';
import { inPage, settle } from './in-page.ts';

/** At 200 % a window of 1440 by 900 has half as many of its pixels, each twice as large. */
const WINDOWS = {
  '200 % zoom': { width: 720, height: 450 },
  '1,280 px': { width: 1280, height: 800 },
  '1,024 px': { width: 1024, height: 768 },
  'a phone': { width: 390, height: 844 },
} as const;

/** In each window nothing scrolls sideways, nothing is cut, nothing lies upon another. */
export async function expectFits({ page }: ConsolePage): Promise<void> {
  const before = page.viewportSize();
  const faults: Record<string, string[]> = {};
  for (const [name, size] of Object.entries(WINDOWS)) {
    await page.setViewportSize(size);
    await settle(page);
    faults[name] = await inPage(page, 'layoutFaults');
  }
  if (before !== null) await page.setViewportSize(before);
  expect(faults).toEqual({ '200 % zoom': [], '1,280 px': [], '1,024 px': [], 'a phone': [] });
}

/** Where the system says which colours there are: states have different shapes that are seen, and what is chosen shows. */
export async function expectForcedColours({ page }: ConsolePage): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' });
  await settle(page);
  const glyphs = await glyphFaults(page);
  const chosen = await chosenFaults(page);
  await page.emulateMedia({ forcedColors: 'none' });
  expect([...glyphs, ...chosen]).toEqual([]);
}

async function glyphFaults(page: Page): Promise<string[]> {
  const kinds = await inPage<string[]>(page, 'glyphKinds');
  const faults: string[] = [];
  const pictures = new Map<string, string>();
  for (const [index, kind] of kinds.entries()) {
    const seen = await pictureOf(page, 'glyphBox', index);
    await inPage(page, 'showGlyph', index, false);
    const gone = await pictureOf(page, 'glyphBox', index);
    await inPage(page, 'showGlyph', index, true);
    if (seen === gone) faults.push(`the glyph of ${kind} is not to be seen`);
    const twin = pictures.get(seen);
    if (twin !== undefined) faults.push(`the glyphs of ${kind} and ${twin} look the same`);
    pictures.set(seen, kind);
  }
  return faults;
}

async function chosenFaults(page: Page): Promise<string[]> {
  const things = await inPage<string[]>(page, 'chosenThings');
  const faults: string[] = [];
  for (const [index, thing] of things.entries()) {
    const seen = await pictureOf(page, 'chosenBox', index);
    await inPage(page, 'choose', index, false);
    const other = await pictureOf(page, 'chosenBox', index);
    await inPage(page, 'choose', index, true);
    if (seen === other) faults.push(`it does not show that this is chosen: ${thing}`);
  }
  return faults;
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** With a margin, because a mark may stand beside. */
const MARGIN = 3;

async function pictureOf(page: Page, box: string, index: number): Promise<string> {
  const { x, y, width, height } = await inPage<Box>(page, box, index);
  const clip = {
    ...{ x: Math.max(0, x - MARGIN), y: Math.max(0, y - MARGIN) },
    ...{ width: width + 2 * MARGIN, height: height + 2 * MARGIN },
  };
  return (await page.screenshot({ clip, animations: 'disabled' })).toString('base64');
}

type Focused = { readonly index: number; readonly name: string; readonly faults: readonly string[] };

/** Each control more than there are at first: a menu that opens when it has the focus, rows that come by scrolling. */
const MORE_STEPS = 50;

/** Tab reaches each control, the focus is seen there, and it leads out of the page again. */
export async function expectKeyboardReaches({ page }: ConsolePage): Promise<void> {
  await settle(page);
  const controls = await inPage<string[]>(page, 'beginWalk');
  const reached = new Set<number>();
  const faults: string[] = [];
  let isOut = false;
  for (let step = 0; step < controls.length + MORE_STEPS && !isOut; step += 1) {
    await page.keyboard.press('Tab');
    const at = await inPage<Focused | undefined>(page, 'focused');
    isOut = reached.size > 0 && (at === undefined || (at.index === 0 && reached.has(0)));
    if (isOut || at === undefined) continue;
    reached.add(at.index);
    faults.push(...at.faults.map((fault) => `${at.name}: ${fault}`));
  }
  const missed = controls.filter((_, index) => !reached.has(index)).map((name) => `${name}: Tab does not reach it`);
  expect([...faults, ...missed, ...(isOut ? [] : ['Tab does not lead out of the page'])]).toEqual([]);
}

/** What strangers call things: as long as the API takes it, in other scripts, and with what a browser might run. */
export const HARD_NAMES: readonly string[] = [
  'w'.repeat(200),
  'A name of many words that somebody wrote without an end in sight, '.repeat(4).slice(0, 200),
  'لوحة المتجر الرئيسية للمبيعات '.repeat(6).trim(),
  '東京都渋谷区の店舗からの注文と返品の一覧'.repeat(8),
  'ข้อมูลลูกค้าจากเว็บไซต์หลัก'.repeat(6),
  '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(10),
  '\u202Eevil\u202C Z\u0351\u036B\u0343a\u0363\u0366l\u034Bg\u0300o\u0321',
  `<img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script>'"&amp;{{7*7}}`,
];

/** Nothing that stands in a name ran or became an element, and long ones stay in their place. */
export async function expectUnharmed(opened: ConsolePage): Promise<void> {
  const { page, faults } = opened;
  expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
  expect(await page.locator('img[src="x"]').count()).toBe(0);
  expect(faults).toEqual([]);
  await expectFits(opened);
}
