import { describe, expect, test } from 'vitest';
import { groupProperties, propertiesOf, readSchemaKey, schemaKey } from '../../../domain/events/schema-seen.ts';
import { anEvent } from '../../support/an-event.ts';

describe('what an event looks like', () => {
  test('each property with its path and type, three levels deep', () => {
    const properties = { total: 42, gift: false, note: null, items: [1], a: { b: { c: { d: 1 }, e: 'x' } } };

    const found = propertiesOf(anEvent({ properties }));

    expect(found).toEqual([
      ...['number total', 'boolean gift', 'null note', 'list items', 'object a.b.c', 'string a.b.e'],
    ]);
  });

  test.each(['identify', 'group'])('of %s it is the traits', (type) => {
    const found = propertiesOf(anEvent({ type, traits: { plan: 'free' }, properties: { total: 1 } }));

    expect(found).toEqual(['string plan']);
  });

  test('no more than 300 properties are noted, however many there are', () => {
    const properties = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`p${index}`, index]));

    const found = propertiesOf(anEvent({ properties }));

    expect(found).toHaveLength(300);
  });

  test('a property of two types is one with both', () => {
    const grouped = groupProperties(['string total', 'number total', 'string a b']);

    expect(grouped).toEqual([
      { path: 'a b', types: ['string'] },
      { path: 'total', types: ['number', 'string'] },
    ]);
  });

  test.each([[{ type: 'track', name: 'Order # Completed' }], [{ type: 'identify' }]])(
    '%j can be read from its key',
    (event) => {
      const read = readSchemaKey(schemaKey(event));

      expect(read).toEqual(event);
    },
  );
});
