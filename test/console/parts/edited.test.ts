import { expect, test } from 'vitest';
import { differences, merged } from '../../../console/src/data/edited.ts';

const base = { name: 'Acme', url: 'https://one.example', replay: false };

test('two who change different fields are in nobody’s way', () => {
  const edit = { base, form: { ...base, name: 'Acme CRM' } };
  const stored = { ...base, replay: true };

  expect(differences(stored, edit)).toEqual([]);
  expect(merged(stored, edit)).toEqual({ ...stored, name: 'Acme CRM' });
});

test('the same field, changed twice, is shown in both versions', () => {
  const edit = { base, form: { ...base, url: 'https://mine.example' } };
  const stored = { ...base, url: 'https://theirs.example' };

  expect(differences(stored, edit)).toEqual([
    { name: 'url', theirs: 'https://theirs.example', mine: 'https://mine.example' },
  ]);
});
