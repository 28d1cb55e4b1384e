import { describe, expect, test } from 'vitest';
import { KIND_NAMES, KINDS, withKind } from '../../destinations/kinds.ts';
import type { Settings } from '../../destinations/kind.ts';
import type { Functions } from '../../destinations/runtime.ts';
import { runtimeOf } from '../../destinations/runtimes.ts';
import { destinationSchema, type Destination } from '../../domain/workspace/destination.ts';
import { maskSettings, secretValues } from '../../domain/workspace/secret-settings.ts';
import { subscribersOf } from '../../domain/workspace/subscription.ts';
import { exportWorkspace } from '../../domain/workspace/workspace-export.ts';
import { realOutside } from '../../functions/shared/lambda/outside.ts';
import { builtActions } from '../support/actions/built-actions.ts';
import { createAttempt, type AttemptTarget } from '../../functions/shared/destinations/attempt.ts';
import type { OutboundRequest, OutboundResult } from '../../functions/shared/outbound/outbound-http.ts';

const { later } = realOutside({});
const actions = { engine: async () => (await builtActions()).engine, outside: { now: () => NOW, later } };

// What every kind of destination must keep, whatever it does with events. A new kind is tried as soon as it is listed.

const NOW = new Date('2026-11-22T10:00:00.000Z');
const TIMEOUT_MS = 5_000;

const events = ['a', 'b/ü', 'c'].map((id) => ({
  route: { id, type: 'track', receivedAt: NOW.toISOString() },
  line: JSON.stringify({ messageId: id, type: 'track', event: 'Paid', properties: { total: 12.5 } }),
}));

const answer = (status: number, body = '', headers: Record<string, string> = {}): OutboundResult => ({
  ...{ kind: 'response', status, headers, body, bodyTruncated: false, durationMs: 3 },
});
const failed = (failure: Extract<OutboundResult, { kind: 'failed' }>['failure']): OutboundResult => ({
  ...{ kind: 'failed', failure, message: `it was ${failure}`, durationMs: 3 },
});

const ANSWERS: readonly (readonly [string, OutboundResult])[] = [
  ...[200, 204, 301, 400, 401, 404, 410, 413, 429, 500, 501, 503].map(
    (status) => [`${status}`, answer(status)] as const,
  ),
  ['429 with a wait', answer(429, '', { 'retry-after': '7' })],
  ['rubbish', answer(200, '\u0000{{{not json', { 'content-type': 'application/json' })],
  ...(['timeout', 'connection_refused', 'tls_invalid', 'blocked_address'] as const).map(
    (failure) => [failure, failed(failure)] as const,
  ),
];

describe.each(KIND_NAMES)('the kind %s', (name) => {
  const kind = KINDS[name];
  const entry = kind.isOfCatalog === true ? { action: 'slack' } : {};
  const named = kind.subscription === undefined ? {} : { subscriptions: [{ id: 'one', ...kind.subscription.example }] };
  const destination: Destination = destinationSchema.parse({
    ...{ id: 'theirs', source: 'web', kind: name, settings: kind.example, ...entry, ...named },
  });
  const [subscriber] = subscribersOf(destination);
  const subscription = subscriber?.subscription;
  const target: AttemptTarget = { kind: name, settings: destination.settings, subscription, ...entry };
  const secrets = secretValues(destination.settings, destination);

  async function attempt(result: OutboundResult, whom: AttemptTarget = target) {
    const requests: OutboundRequest[] = [];
    const given: Settings[] = [];
    const functions: Functions = {
      async run(_name, { settings }) {
        given.push(settings);
        return { kind: 'unavailable' };
      },
    };
    const send = async (request: OutboundRequest): Promise<OutboundResult> => {
      requests.push(request);
      return result;
    };
    const { results, requests: counted } = await createAttempt({ send }, () => NOW, { functions, actions })(
      whom,
      events,
      TIMEOUT_MS,
    );
    return { results, requests, counted, given };
  }

  test('is listed by its own name, and shares its name in the catalog with no other', () => {
    const all = KIND_NAMES.map((listed) => KINDS[listed].catalogName.toLowerCase());

    expect(kind.name).toBe(name);
    expect(all.filter((listed) => listed === kind.catalogName.toLowerCase())).toHaveLength(1);
  });

  test('has an example that needs nobody, and that a file can say', () => {
    const shown = { writeKeys: true, secrets: true };
    const [exported] = exportWorkspace('acme', { sources: [], destinations: [destination] }, shown).destinations;

    expect(kind.obstacle(destination.settings)).toBeUndefined();
    expect(destinationSchema.parse(exported)).toEqual(destination);
    expect(destination.lane).toBe(kind.lane);
  });

  test('refuses settings that are too large', () => {
    const settings = { ...kind.example, padding: 'x'.repeat(64 * 1024) };
    const { success } = kind.settings.safeParse(settings);

    expect(success).toBe(false);
  });

  test('says of each assignment of the command a setting that it knows', () => {
    const named = Object.keys(kind.assignments).map((text) => /^settings\.([^.:=]+)/.exec(text)?.[1]);

    for (const setting of named) expect(kind.known).toContain(setting);
  });

  test.each(ANSWERS)('says what becomes of each event, in their order, when it is answered %s', async (_, result) => {
    const { results, requests, counted } = await attempt(result);

    expect(results).toHaveLength(events.length);
    expect(counted).toBe(requests.length);
    for (const { outcome, reason, latencyMs } of results) {
      expect(['delivered', 'retry', 'discard', 'filtered']).toContain(outcome.kind);
      expect(reason).toMatch(/^[a-z0-9_]+$/);
      expect(latencyMs).toBeGreaterThanOrEqual(0);
    }
  });

  test.each(kind.batches === undefined ? [] : ANSWERS)(
    'says the same of events that go together, when they are answered %s',
    async (_, result) => {
      const { results, requests } = await attempt(result, { ...target, batch: { maxEvents: 10, maxWaitMs: 1_000 } });

      expect(results).toHaveLength(events.length);
      expect(requests.length).toBeLessThanOrEqual(2 * events.length);
    },
  );

  test('gives no request more time than there is', async () => {
    const { requests } = await attempt(answer(200));

    for (const { timeoutMs } of requests) expect(timeoutMs).toBeLessThanOrEqual(TIMEOUT_MS);
  });

  test('makes the same request for the same events, so that a copy can be known', async () => {
    const [one, other] = [await attempt(answer(200)), await attempt(answer(200))];

    expect(one.requests).toEqual(other.requests);
  });

  test('hides every secret: in its settings, in requests that are shown, and in answers that repeat them', async () => {
    const echo = [...secrets, ...runtimeOf(name).sentSecrets(destination.settings)].join(' and ');
    const { results, requests } = await attempt(answer(400, `You sent ${echo}`));
    const shown = [
      JSON.stringify(maskSettings(destination.settings, undefined, destination)),
      ...requests.map((request) => JSON.stringify(runtimeOf(name).showHeaders(request, target))),
      ...results.map((result) => result.answer ?? ''),
    ].join('\n');

    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(shown).not.toContain(secret);
    for (const secret of runtimeOf(name).sentSecrets(destination.settings)) expect(shown).not.toContain(secret);
  });

  test('names a setting for each credential, which is there, may be a wrong one, and changes what is sent', async () => {
    for (const setting of Object.values(runtimeOf(name).credentials)) {
      const wrong = { ...destination.settings, [setting]: 'penstock-test-of-a-wrong-one' };

      const whom = kind.runsFunction === true ? { ...target, function: 'theirs' } : target;
      const right = await attempt(answer(200), whom);
      const other = await attempt(answer(200), { ...whom, settings: wrong });

      expect(destination.settings).toHaveProperty(setting);
      expect(kind.settings.safeParse(wrong).success).toBe(true);
      expect([other.requests[0]?.headers, other.given]).not.toEqual([right.requests[0]?.headers, right.given]);
    }
  });

  test('keeps what a component has put there apart from what the customer has', () => {
    const own = kind.component?.ownSettings ?? new Set<string>();

    for (const setting of own) expect(kind.known).toContain(setting);
    expect(withKind(name, destination.settings)).toEqual({ kind: name, settings: destination.settings });
  });
});
