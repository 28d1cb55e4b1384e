import { expect, test } from 'vitest';
import { namesIn } from '../../../console/src/names/names-in.ts';

test('a name is found by its id, and a person without one is called by the address', () => {
  const names = namesIn([
    { id: 'web', name: 'Website' },
    { id: 'usr_1', email: 'ada@example.com' },
    { id: 'usr_2', name: 'Grace', email: 'grace@example.com' },
  ]);

  expect([...names]).toEqual([
    ['web', 'Website'],
    ['usr_1', 'ada@example.com'],
    ['usr_2', 'Grace'],
  ]);
});

test('what has no name, or an empty one, has none', () => {
  expect([...namesIn([{ id: 'a' }, { id: 'b', name: '' }])]).toEqual([]);
  expect([...namesIn(undefined)]).toEqual([]);
});

test('an app with access is found by the id of the app, and not by that of the grant', () => {
  const names = namesIn([{ id: 'gra_1', appId: 'acme', name: 'Acme CRM' }], 'appId');

  expect([...names]).toEqual([['acme', 'Acme CRM']]);
});

test('a list that was gone through once is not gone through again for each row', () => {
  const items = [{ id: 'web', name: 'Website' }];

  expect(namesIn(items)).toBe(namesIn(items));
});
