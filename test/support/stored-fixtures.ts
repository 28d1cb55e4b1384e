import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Records } from './stored-records.ts';
import type { Shapes } from './stored-shapes.ts';

const FIXTURES = join(import.meta.dirname, '../stored');

/** The releases whose stored data is kept, the oldest first. */
export const RELEASES = readdirSync(FIXTURES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && /^\d/.test(entry.name))
  .map(({ name }) => name)
  .toSorted((one, two) => one.localeCompare(two, 'en', { numeric: true }));

/** The data directory of a release, as an archive. */
export function dataOf(release: string): string {
  return join(FIXTURES, release, 'data.tgz');
}

export function recordsOfRelease(release: string): Records {
  return readJson(release, 'records.json') as Records;
}

export function shapesOfRelease(release: string): Shapes {
  return readJson(release, 'shapes.json') as Shapes;
}

function readJson(release: string, name: string): unknown {
  return JSON.parse(readFileSync(join(FIXTURES, release, name), 'utf8'));
}
