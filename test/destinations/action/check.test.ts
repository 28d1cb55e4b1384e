import { beforeAll, expect, test } from 'vitest';
import { pathToFileURL } from 'node:url';
import { checkAction, type ActionCatalog } from '../../../domain/catalog/check-action.ts';
import { readActionCatalog } from '../../../functions/shared/destinations/action-catalog.ts';
import { builtActions } from '../../support/actions/built-actions.ts';

let catalog: ActionCatalog;

beforeAll(async () => {
  const { directory } = await builtActions();
  catalog = readActionCatalog(() => pathToFileURL(`${directory}/catalog/`));
});

async function problemsOf(action: string, settings: object = {}, subscriptions: readonly object[] = []) {
  const named = subscriptions.map((each) => ({ id: 'one', enabled: true, ...each }));
  const { problems } = await checkAction(catalog, { action, settings: { ...settings }, subscriptions: named });
  return problems.map(({ path, message }) => `${path} ${message}`);
}

const BRAZE = { api_key: 'k', app_id: 'a', endpoint: 'https://rest.iad-01.braze.com' };

test.each([
  ['slakc', 'action names "slakc", which is not in the catalog of actions. Did you mean "slack"?'],
  ['customer', 'action names "customer", which is not in the catalog of actions.'],
  ['segment-profiles', 'action names "segment-profiles", which is not in the catalog of actions.'],
  ['../index', 'action names "../index", which is not in the catalog of actions.'],
  [
    'kafka',
    'action is not offered: "kafka" speaks the protocol of Kafka over TCP, past the limits on what may be called',
  ],
  ['hubspot', 'action cannot be used yet: HubSpot wants a sign-in at its vendor (OAuth)'],
])('%s is refused with a reason', async (slug, problem) => {
  expect(await problemsOf(slug)).toEqual([expect.stringContaining(problem)]);
});

test('settings that are missing, unknown or wrong are named', async () => {
  expect(await problemsOf('braze', { ...BRAZE, api_key: '' })).toEqual(['settings.api_key is required: API Key']);
  expect(await problemsOf('braze', { ...BRAZE, app_ids: 'x' })).toEqual([
    'settings.app_ids is no setting of it. Did you mean "app_id"?',
  ]);
  expect(await problemsOf('braze', { ...BRAZE, endpoint: 'https://else.example' })).toEqual([
    expect.stringMatching(/^settings\.endpoint must be one of "https:/),
  ]);
});

test('an encrypted setting is taken as it is, and what is a password is secret', async () => {
  const settings = { ...BRAZE, api_key: { $secret: '1.AA==.AA==' } };

  const { problems, secretSettings } = await checkAction(catalog, { action: 'braze', settings });

  expect(problems).toEqual([]);
  expect(secretSettings).toEqual(['api_key']);
});

test('subscriptions name an action that there is, and map what it requires', async () => {
  const url = 'https://hooks.slack.com/services/T/B/x';
  expect(await problemsOf('slack', {}, [{ action: 'postToChanel', mapping: {} }])).toEqual([
    'subscriptions[0].action names the action "postToChanel", which it does not have. Did you mean "postToChannel"?',
  ]);
  expect(await problemsOf('slack', {}, [{ action: 'postToChannel', mapping: { url } }])).toEqual([
    'subscriptions[0].mapping.text is required: Message',
  ]);
  expect(await problemsOf('slack', {}, [{ action: 'postToChannel', mapping: { url, text: 'Hello' } }])).toEqual([]);
});

test('batches are for actions that can take events together, and no larger than they take', async () => {
  const slack = { action: 'postToChannel', mapping: { url: 'https://hooks.slack.com/x', text: 'x' } };
  const braze = (maxEvents: number) => ({
    ...{ action: 'trackEvent', mapping: { external_id: 'u', name: 'n', time: 't' } },
    batch: { maxEvents, maxWaitMs: 1_000 },
  });

  expect(await problemsOf('slack', {}, [{ ...slack, batch: { maxEvents: 2, maxWaitMs: 0 } }])).toEqual([
    'subscriptions[0].batch is not for the action "postToChannel", which takes events one by one',
  ]);
  expect(await problemsOf('braze', BRAZE, [braze(75)])).toEqual([]);
  expect(await problemsOf('braze', BRAZE, [braze(76)])).toEqual([
    'subscriptions[0].batch.maxEvents must be at most 75 for the action "trackEvent"',
  ]);
});
