import { describe, expect, test } from 'vitest';
import { explainFilter } from '../../../domain/fql/explain.ts';

const event = { type: 'track', event: 'Order Completed', properties: { total: 42, country: 'NL' } };

describe('why a filter does not hold', () => {
  test.each<[filter: string, parts: unknown]>([
    ['type = "track"', []],
    ['event = "Order Cancelled"', [{ part: 'event = "Order Cancelled"', values: { event: 'Order Completed' } }]],
    [
      'type = "track" and properties.total > 100 and properties.country != "NL"',
      [
        { part: 'properties.total > 100', values: { 'properties.total': 42 } },
        { part: 'properties.country != "NL"', values: { 'properties.country': 'NL' } },
      ],
    ],
    [
      'type = "track" and (userId = "u" or properties.country in ["DE", "AT"])',
      [
        {
          part: 'userId = "u" or properties.country in ["DE", "AT"]',
          values: { userId: null, 'properties.country': 'NL' },
        },
      ],
    ],
    ['!contains(event, "Order")', [{ part: '!(contains(event, "Order"))', values: { event: 'Order Completed' } }]],
    [
      'userId = "u" or (type = "page" and length(event) > 3)',
      [
        {
          part: 'userId = "u" or (type = "page" and length(event) > 3)',
          values: { userId: null, type: 'track', event: 'Order Completed' },
        },
      ],
    ],
  ])('%s', (filter, expected) => {
    const parts = explainFilter(filter, event);

    expect(parts).toEqual(expected);
  });
});
