import { expect, test } from 'vitest';
import { flatten } from '../../bin/penstock/flatten.ts';

test('fields of fields are called as they are assigned', () => {
  const flat = flatten({ name: 'Acme', support: { email: 'a@acme.example' }, launch: undefined });

  expect(flat).toEqual({ name: 'Acme', 'support.email': 'a@acme.example', launch: undefined });
});

test('lists and marks of secrets are one thing', () => {
  const fields = { settings: { regions: ['eu', 'us'], apiKey: { set: true } } };

  const flat = flatten(fields);

  expect(flat).toEqual({ 'settings.regions': ['eu', 'us'], 'settings.apiKey': { set: true } });
});
