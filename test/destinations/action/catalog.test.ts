import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { categoryOf } from '../../../destinations/action/overlays/categories.ts';
import { OWN_CONNECTIONS } from '../../../destinations/action/overlays/own-connections.ts';
import { HIDDEN, NEED_OWN_PARTNER_APP } from '../../../destinations/action/overlays/standing.ts';
import { compileFql } from '../../../domain/fql/compile.ts';
import { builtActions, readDestination, readIndex } from '../../support/actions/built-actions.ts';

const PACKAGE = resolve(import.meta.dirname, '../../../node_modules/@segment/action-destinations/dist/destinations');

test('every destination has a name of its own without how it is made, and stands on a shelf', async () => {
  const { directory } = await builtActions();
  const { destinations } = readIndex(directory);

  const names = destinations.map(({ name }) => name);

  expect(destinations.length).toBeGreaterThan(200);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name === '' || /\b(actions?|cloud mode)\b/i.test(name))).toEqual([]);
  expect(destinations.filter(({ slug }) => categoryOf(slug) === undefined)).toEqual([]);
});

test('those that open connections of their own are listed with the reason, and are not offered', async () => {
  const { directory, definitions } = await builtActions();
  const { destinations, leftOut } = readIndex(directory);

  expect(leftOut.map(({ slug }) => slug)).toEqual(Object.keys(OWN_CONNECTIONS));
  const offered = new Set([...destinations.map(({ slug }) => slug), ...Object.keys(definitions)]);
  expect(leftOut.filter(({ slug }) => offered.has(slug))).toEqual([]);
});

test('what reads a secret of its environment needs an app of its own, or is hidden', () => {
  const reading = globSync('*/**/*.js', { cwd: PACKAGE })
    .filter((path) => /process\.env\.\w*(SECRET|TOKEN|KEY|CLIENT_ID)\b/.test(readFileSync(join(PACKAGE, path), 'utf8')))
    .map((path) => path.split('/')[0] ?? '');

  const known = (slug: string): boolean =>
    NEED_OWN_PARTNER_APP.has(slug) || HIDDEN.has(slug) || Object.hasOwn(OWN_CONNECTIONS, slug);
  expect(reading.length).toBeGreaterThan(0);
  expect([...new Set(reading)].filter((slug) => !known(slug))).toEqual([]);
});

test('presets name actions that there are, and every trigger is a filter that we understand', async () => {
  const { directory } = await builtActions();
  const all = readIndex(directory).destinations.map(({ slug }) => readDestination(directory, slug));

  const dangling = all.flatMap(({ actionViews, presets }) =>
    presets.filter(({ action }) => !actionViews.some(({ slug }) => slug === action)),
  );
  const triggers = all.flatMap(({ slug, actionViews, presets }) =>
    [...actionViews.map(({ defaultTrigger }) => defaultTrigger), ...presets.map(({ trigger }) => trigger)].map(
      (trigger) => ({ slug, trigger }),
    ),
  );
  const bad = triggers.flatMap(({ slug, trigger }) => {
    const compiled = trigger === undefined ? undefined : compileFql(trigger);
    return compiled?.ok === false ? [`${slug}: ${trigger}: ${compiled.message}`] : [];
  });

  expect(dangling).toEqual([]);
  expect(triggers.length).toBeGreaterThan(500);
  expect(bad).toEqual([]);
});

test('an entry says what its settings, actions, fields and batches are', async () => {
  const { directory } = await builtActions();

  const braze = readDestination(directory, 'braze');
  const track = braze.actionViews.find(({ slug }) => slug === 'trackEvent');

  expect(braze).toMatchObject({ name: 'Braze', category: 'Marketing Automation', scheme: 'custom' });
  expect(braze.settings.find(({ key }) => key === 'api_key')).toMatchObject({ type: 'password', required: true });
  expect(track).toMatchObject({ title: 'Track Event', batch: { isDefault: true, maxEvents: 75 } });
  expect(track?.fields.map(({ key }) => key)).toContain('external_id');
  expect(track?.fields.map(({ key }) => key)).not.toContain('enable_batching');
});
