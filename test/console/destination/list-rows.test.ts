import { describe, expect, test } from 'vitest';
import { isWanted, rowsOf } from '../../../console/src/routes/destination/list-rows.ts';
import { aDestination, aDestinationOverview } from '../../support/console/an-overview.ts';

const CRM = {
  ...aDestination('crm-1', 'Acme CRM', 'web'),
  ...{ sourceName: 'Storefront', metadataId: 'acme', entryName: 'Acme for Sales' },
};

describe('a destination is found by', () => {
  test.each([
    ['its name', 'acme crm'],
    ['its id', 'crm-1'],
    ['the name of its source', 'STOREFRONT'],
    ['the id of its source', 'web'],
    ['the name in the catalog', 'sales'],
    ['words in any order, with blanks around them', '  storefront  crm '],
    ['how it is', 'off'],
  ])('%s', (_, wanted) => {
    expect(isWanted({ ...CRM, enabled: false }, wanted)).toBe(true);
  });

  test('nothing that only one of two words fits', () => {
    expect(isWanted(CRM, 'crm mobile')).toBe(false);
  });

  test('no word at all', () => {
    expect(isWanted(CRM, ' ')).toBe(true);
  });
});

test('a row has the numbers of its destination, and none as long as they are not known', () => {
  const [first, second] = rowsOf(
    [aDestination('crm', 'CRM', 'web'), aDestination('new', 'New', 'web')],
    [aDestinationOverview('crm', 'web', { waiting: 7 })],
  );

  expect(first?.numbers?.waiting).toBe(7);
  expect(second?.numbers).toBeUndefined();
});
