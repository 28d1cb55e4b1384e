import { describe, expect, test } from 'vitest';
import { compileFql } from '../../../domain/fql/compile.ts';
import { oddFields, sentFields } from '../../../domain/fql/odd-fields.ts';

const SENT = sentFields([
  'event',
  'plan_of_shop',
  'properties.total',
  'properties.address.city',
  String.raw`properties.is\ new`,
  'traits.email',
  'context.tenant',
]);

function oddIn(filter: string, sent = SENT) {
  const compiled = compileFql(filter);
  if (!compiled.ok) throw new Error(compiled.message);
  return oddFields(compiled.fields, sent).map(({ path, position, meant }) => ({ path, position, meant }));
}

describe('a field of a filter', () => {
  test.each([
    ['evnt = "Order"', 'evnt', 0, 'event'],
    ['type = "track" and evnt = "Order"', 'evnt', 19, 'event'],
    ['propertys.total > 3', 'propertys.total', 0, 'properties.total'],
    ['context.useragent = "x"', 'context.useragent', 0, 'context.userAgent'],
    ['context.tennant = "x"', 'context.tennant', 0, 'context.tenant'],
    ['properties.totl > 3', 'properties.totl', 0, 'properties.total'],
    ['properties.adress.city = "x"', 'properties.adress.city', 0, 'properties.address.city'],
    ['properties.address.citty = "x"', 'properties.address.citty', 0, 'properties.address.city'],
    ['properties.is_new = true', 'properties.is_new', 0, String.raw`properties.is\ new`],
    ['total > 3', 'total', 0, 'properties.total'],
    ['email = "a"', 'email', 0, 'traits.email'],
    ['shape = "round"', 'shape', 0, undefined],
  ])('%s: is odd', (...[filter, path, position, meant]) => {
    expect(oddIn(filter)).toEqual([{ path, position, meant }]);
  });

  test.each([
    ['of the Spec', 'type = "track" and context.page.url != null and traits.plan = "pro"'],
    ['that only this source sends', 'plan_of_shop = "a" and context.tenant = "b"'],
    ['below what it sends', 'properties.total.amount > 3 and properties.address != null'],
    ['that is not near any other', 'properties.voucher = "x" and context.shop = "y"'],
    ['with a name so short that others are always near', 'context.id = "x"'],
  ])('%s is not', (_, filter) => {
    expect(oddIn(filter)).toEqual([]);
  });

  test('is judged by the Spec alone as long as nothing is known of the source', () => {
    expect(oddIn('properties.totl > 3 and evnt = "a"', sentFields([]))).toEqual([
      { path: 'evnt', position: 24, meant: 'event' },
    ]);
  });

  test('is told once, where it stands first', () => {
    expect(oddIn('evnt = "a" or evnt = "b"')).toEqual([{ path: 'evnt', position: 0, meant: 'event' }]);
  });
});
