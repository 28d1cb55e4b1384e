import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSections } from '../../proof/sdks/sections.ts';

const page = readFileSync('docs/sdks.md', 'utf8');

/** The anchor that a heading gets. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

test('the table of docs/sdks.md has a row for each section, in their order', () => {
  const rows = [...page.matchAll(/^\| \[(.+?)\]\(#(.+?)\)/gm)].map(([, title, anchor]) => ({ title, anchor }));

  expect(rows).toEqual(readSections(page).map(({ title }) => ({ title, anchor: anchorOf(title) })));
});
