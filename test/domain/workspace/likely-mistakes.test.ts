import { describe, expect, test } from 'vitest';
import { likelyMistakes } from '../../../domain/workspace/likely-mistakes.ts';
import { aDestination } from '../../support/a-destination.ts';

const withSettings = (settings: Record<string, unknown>) => ({
  ...aDestination(),
  settings: { url: 'https://x.example', ...settings },
});

describe('a setting', () => {
  test.each([
    ['sharedSecrets', 'sharedSecret'],
    ['sharedsecret', 'sharedSecret'],
    ['apikey', 'apiKey'],
    ['header', 'headers'],
  ])('%s is most likely %s', (name, meant) => {
    const warnings = likelyMistakes(withSettings({ [name]: 'x' }));

    expect(warnings).toEqual([
      { path: `settings.${name}`, message: expect.stringContaining(`Did you mean "${meant}"?`) as string },
    ]);
  });

  test.each(['sharedSecret', 'apiKey', 'headers', 'region', 'accountId', 'audience'])('%s may be meant', (name) => {
    expect(likelyMistakes(withSettings({ [name]: 'x' }))).toEqual([]);
  });

  test('of a component is for its schema to judge', () => {
    const destination = { ...withSettings({ apikey: 'x' }), componentId: 'acme' };

    expect(likelyMistakes(destination)).toEqual([]);
  });
});

describe('a filter', () => {
  test.each([
    ['tpye = "track"', 'reads "tpye", which is no field of the Spec. Did you mean "type"?'],
    ['propertys.total > 3', 'reads "propertys.total", which is no field of the Spec. Did you mean "properties.total"?'],
    ['user_id = "u"', 'reads "user_id", which is no field of the Spec. Did you mean "userId"?'],
    ['customField = 1', 'reads "customField", which is no field of the Spec.'],
    ['context.useragent = "x"', 'reads "context.useragent", which SDKs do not send. Did you mean "context.userAgent"?'],
  ])('%s: %s', (filter, message) => {
    const warnings = likelyMistakes(aDestination({ filter }));

    expect(warnings).toEqual([{ path: 'filter', message }]);
  });

  test.each([
    'type = "track" and event = "Order" and properties.totl > 3',
    'context.page.url != null and context.tenant = "a" and traits.plan = "pro"',
    'type = ',
  ])('%s is left alone', (filter) => {
    expect(likelyMistakes(aDestination({ filter }))).toEqual([]);
  });
});

test('the trigger of a subscription is a filter too, and its place is said', () => {
  const subscriptions = [
    { id: 'orders', enabled: true, trigger: 'event = "Order"' },
    { id: 'refunds', enabled: true, trigger: 'evnt = "Refund"' },
  ];

  expect(likelyMistakes({ ...aDestination(), subscriptions })).toEqual([
    {
      path: 'subscriptions[1].trigger',
      message: 'reads "evnt", which is no field of the Spec. Did you mean "event"?',
    },
  ]);
});
