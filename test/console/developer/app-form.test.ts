import { expect, test } from 'vitest';
import { formOf, patchOf, PATHS, type App } from '../../../console/src/routes/developer/app-form.ts';

const EMPTY = formOf({ name: 'Acme' } as App);

test('an app that says nothing of itself is a form of empty fields', () => {
  expect(new Set(Object.values({ ...EMPTY, categories: '', name: '' }))).toEqual(new Set(['']));
});

test('what was not changed is not sent', () => {
  expect(patchOf({ ...EMPTY, website: 'https://acme.example' }, [])).toEqual({});
  expect(patchOf({ ...EMPTY, name: 'New' }, ['name'])).toEqual({ name: 'New' });
});

test('what was emptied is taken away', () => {
  expect(
    patchOf({ ...EMPTY, website: ' ', supportEmail: '' }, ['website', 'supportEmail', 'categories', 'testUser']),
  ).toEqual({
    ...{ website: null, support: null, categories: null, launch: null },
  });
});

test('what belongs together goes together, without its empty parts', () => {
  const form = {
    ...EMPTY,
    supportEmail: ' help@acme.example ',
    documentationUrl: 'https://a.example',
    testUser: 'demo',
  };

  expect(patchOf(form, ['supportUrl', 'testUser'])).toEqual({
    support: { email: 'help@acme.example' },
    launch: { documentationUrl: 'https://a.example', testAccount: { username: 'demo', notes: '' } },
  });
});

test('each field has the place at which the API finds fault with it', () => {
  expect(Object.keys(PATHS).toSorted()).toEqual(Object.keys(EMPTY).toSorted());
  expect(new Set(Object.values(PATHS)).size).toBe(Object.keys(EMPTY).length);
});
