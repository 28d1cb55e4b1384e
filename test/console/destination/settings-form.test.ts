import { expect, test } from 'vitest';
import { withOthers } from '../../../console/src/routes/destination/settings-form.ts';
import { WEBHOOK_SCHEMA } from '../../../console/src/routes/shared/own-webhook.ts';
import { maskSettings } from '../../../domain/workspace/secret-settings.ts';

test('settings beside the schema get a field of their kind, and a secret one that is not shown', () => {
  const stored = maskSettings({
    url: 'https://a.example',
    region: 'eu',
    batchSize: 5,
    isLoud: true,
    apiKey: 'hunter2',
  });

  const { properties } = withOthers(WEBHOOK_SCHEMA, stored);

  expect(properties['url']).toEqual(WEBHOOK_SCHEMA.properties['url']);
  expect([properties['region'], properties['batchSize'], properties['isLoud']].map((one) => one?.type)).toEqual([
    ...['string', 'number', 'boolean'],
  ]);
});

test('what no field can show has none, and stays as it is stored', () => {
  const { properties } = withOthers(WEBHOOK_SCHEMA, { nested: { a: 1 }, list: ['a'] });

  expect(Object.keys(properties)).toEqual(Object.keys(WEBHOOK_SCHEMA.properties));
});
