import { describe, expect, test } from 'vitest';

import { compileFql } from '../../../domain/fql/compile.ts';

const event = {
  type: 'track',
  event: 'Order Completed',
  messageId: 'm-1',
  anonymousId: 'a-1',
  integrations: { All: true },
  properties: { on: true, plan: 'a"b', list: [{ sku: 'x' }], 'a b': 1, 'x.y': 2, ten: 10 },
};

/**
 * Filters that the published parser of mapping triggers (@segment/destination-subscriptions 3.37.0) gets wrong, with the
 * verdict of the documented language.
 */
const WRONG_THERE: readonly (readonly [fql: string, documented: boolean])[] = [
  ['type = "track" and messageId = "other"', false],
  ['type = "track" and anonymousId = "other"', false],
  ['type = "track" and integrations.All = false', false],
  ['type = "track" and groupId = "g-1"', false],
  ['type = "track" and contains(type, "x")', false],
  ['type = "track" or event = "x" and event = "y"', true],
  ['type = "track" and event = "x" or event = "y"', false],
  ['!(type = "track")', false],
  ['type = "track" and !(event = "Order Completed")', false],
  ['!(contains(event, "Order"))', false],
  ['type = "track" and (contains(event, "zz") or type = "page")', false],
  ['type = "track" and ((event = "x" or event = "Order Completed") and properties.on = true)', true],
  ['properties.on != true', false],
  ['properties.missing != 10', true],
  ['!contains(properties.missing, "x")', true],
  ['!match(properties.missing, "x*")', true],
  ["type = 'track'", true],
  [String.raw`properties.plan = "a\"b"`, true],
  ['match(event, "*der*")', true],
  ['match(event, "O*d")', true],
  ['match(event, "Order?Completed")', true],
  ['match(event, "[A-O]rder Completed")', true],
  ['lowercase(event) = "order completed"', true],
  ['length(event) = 15', true],
  ['typeof(event) = "string"', true],
  ['type in ["track"]', true],
  ['properties["a b"] = 1', true],
  ['properties.list[0].sku = "x"', true],
  [String.raw`properties.x\.y = 2`, true],
  ['properties.ten = 1e1', true],
  ['properties = null', false],
  ['properties != null', true],
];

/** Texts that the published parser accepts or misreads, and that are no FQL. */
const MISREAD_THERE: readonly string[] = [
  'type = "track" and',
  'type == "track"',
  'type = "track" AND event = "x"',
  'not type = "track"',
  'type = "track" && event = "x"',
  'type = track',
  'type = "track")',
];

describe('where the published parser of mapping triggers fails', () => {
  test.each(WRONG_THERE)('%s is %s as documented', (fql, documented) => {
    const compiled = compileFql(fql);

    const actual = compiled.ok ? compiled.matches(event) : compiled.message;

    expect(actual).toBe(documented);
  });

  test.each(MISREAD_THERE)('%s is refused', (fql) => {
    const compiled = compileFql(fql);

    expect(compiled.ok).toBe(false);
  });
});
