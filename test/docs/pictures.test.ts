import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const DIRECTORY = 'docs/pictures';
/** All of them are in every clone. */
const MOST_BYTES = 600_000;

const PAGES = [
  ['README.md', ''],
  ['docs/console.md', 'docs'],
] as const;

const shownOn = PAGES.flatMap(([page, base]) =>
  [...readFileSync(page, 'utf8').matchAll(/[\w/.-]*pictures\/[\w-]+\.webp/g)].map(([path]) => join(base, path)),
);

test('README.md shows Connections and an event, docs/console.md its main pages', () => {
  expect(shownOn).toContain(`${DIRECTORY}/console-connections-light.webp`);
  expect(shownOn).toContain(`${DIRECTORY}/console-event-dark.webp`);
  expect(new Set(shownOn).size).toBeGreaterThanOrEqual(9);
});

test('every picture that a page shows is there, and every one that is there is shown', () => {
  const there = readdirSync(DIRECTORY).map((name) => `${DIRECTORY}/${name}`);

  expect(shownOn.filter((path) => !existsSync(path))).toEqual([]);
  expect(there.filter((path) => !shownOn.includes(path))).toEqual([]);
});

test('pictures are small, and made by a command that is documented', () => {
  const bytes = readdirSync(DIRECTORY).reduce((sum, name) => sum + statSync(join(DIRECTORY, name)).size, 0);

  expect(bytes).toBeLessThan(MOST_BYTES);
  expect(packageJson.scripts.pictures).toContain('test/console/pictures.ts');
  expect(readFileSync('docs/console.md', 'utf8')).toContain('`npm run pictures`');
});
