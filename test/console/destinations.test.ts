import { describe, expect, test } from 'vitest';
import { reasonText, reasonTitle } from '../../console/src/parts/reason.ts';
import { deliveryDraftOf, deliveryPatch, scheduleOf } from '../../console/src/routes/destination/delivery-form.ts';
import { readEvent } from '../../console/src/routes/destination/event-text.ts';
import { fieldsOf } from '../../console/src/routes/destination/fields.ts';
import { hintsOf, nextInk, readFilter } from '../../console/src/routes/destination/fql-text.ts';
import { outlineOf } from '../../console/src/routes/destination/funnel-outline.ts';
import { funnelOf, type DestinationPoint, type SourcePoint } from '../../console/src/routes/destination/funnel.ts';
import { judge, passingShare } from '../../console/src/routes/destination/judge.ts';
import { losingIn, losingOf } from '../../console/src/routes/shared/losing.ts';
import { queryOf, rangeOf } from '../../console/src/routes/shared/ranges.ts';
import { momentsOf, scheduleWords } from '../../console/src/routes/destination/retry-words.ts';
import { moved } from '../../console/src/routes/destination/moved.ts';
import { schemaOfFunction } from '../../console/src/routes/shared/function-schema.ts';
import { insertedIn, toInsert, withValues } from '../../console/src/routes/shared/inserts.ts';
import { valuesOf } from '../../console/src/parts/schema-form/form-values.ts';
import { draftOf, patchOf, textOfField } from '../../console/src/routes/destination/settings-edit.ts';
import { WEBHOOK_SCHEMA } from '../../console/src/routes/shared/own-webhook.ts';
import { stateOf, type Destination } from '../../console/src/routes/destination/state.ts';
import { sentFields } from '../../domain/fql/odd-fields.ts';

const TIMES = ['2026-11-30T10:00:00.000Z', '2026-11-30T10:01:00.000Z', '2026-11-30T10:02:00.000Z'] as const;

const NO_DELIVERIES = {
  ...{ matched: 0, filtered: {}, delivered: 0, attempts: 0, held: 0, discarded: {}, deadLettered: {}, redriven: 0 },
};

function sourcePoints(...accepted: readonly number[]): SourcePoint[] {
  return accepted.map((count, index) => ({
    ...{ time: TIMES[index] ?? '', accepted: count, duplicates: 0, rejected: {}, warned: {} },
  }));
}

function destinationPoints(...points: readonly Partial<DestinationPoint>[]): DestinationPoint[] {
  return points.map((point, index) => ({
    ...{ time: TIMES[index] ?? '', ...NO_DELIVERIES, replayed: NO_DELIVERIES },
    latencyMs: { p50: null, p95: null, p99: null },
    ...point,
  }));
}

describe('the funnel', () => {
  test('sums what leaves at each step, and what is on its way is what is left', () => {
    const source = sourcePoints(100, 50, 0).map((point) => ({ ...point, duplicates: point.accepted / 10 }));
    const destination = destinationPoints(
      { matched: 60, filtered: { filter: 30 }, delivered: 50, discarded: { http_422: 2 }, attempts: 61 },
      { matched: 45, delivered: 40, held: 10, deadLettered: { http_503: 1 }, attempts: 47 },
      {},
    );

    const funnel = funnelOf({ source, destination });

    expect(funnel).toMatchObject({
      ...{ accepted: 150, duplicates: 15, unique: 135, matched: 105, delivered: 90, held: 10, waiting: 2 },
      ...{ filtered: { filter: 30 }, discarded: { http_422: 2 }, deadLettered: { http_503: 1 }, undecided: 0 },
      ...{ attempts: 108, check: 'closes' },
    });
  });

  test('says that it began later when all that is missing came before its first decision', () => {
    const source = sourcePoints(10, 10, 10);
    const destination = destinationPoints({}, { matched: 4 }, { matched: 10 });

    expect(funnelOf({ source, destination })).toMatchObject({ undecided: 16, check: 'began later' });
  });

  test('does not close when something is missing after that, or is too much', () => {
    const missing = funnelOf({
      source: sourcePoints(10, 10, 0),
      destination: destinationPoints({ matched: 10 }, { matched: 9 }, {}),
    });
    const tooMuch = funnelOf({
      source: sourcePoints(10, 10, 0),
      destination: destinationPoints({ matched: 11 }, { matched: 10 }, {}),
    });

    expect([missing.check, tooMuch.check]).toEqual(['does not close', 'does not close']);
  });

  test('does not judge the period that goes on, which was read at two moments', () => {
    const source = sourcePoints(10, 10, 10);
    const destination = destinationPoints({ matched: 10 }, { matched: 10 }, { matched: 3 });

    expect(funnelOf({ source, destination }).check).toBe('closes');
  });

  test('is drawn as high as its numbers are, and flat where there are none', () => {
    expect(outlineOf([100, 50])).toBe('M0 8H80C90 8 90 32 100 32H200');
    expect(outlineOf([0, 0])).toBe('M0 56H80C90 56 90 56 100 56H200');
  });
});

test('a range asks for periods from the beginning of its first one', () => {
  const now = new Date('2026-11-30T10:42:30Z');

  expect(queryOf(rangeOf(undefined), now)).toEqual({ granularity: 'MINUTE', startTime: '2026-11-30T09:43:00.000Z' });
  expect(queryOf(rangeOf('31d'), now)).toEqual({ granularity: 'HOUR', startTime: '2026-10-30T11:00:00.000Z' });
  expect(rangeOf('a year').name).toBe('1h');
});

test('a state is of now: off comes before down, down before throttled', () => {
  const down = { since: '2026-11-30T10:00:00Z', reason: 'http_503' };

  expect(stateOf({ enabled: false, down }).word).toBe('Off');
  expect(stateOf({ enabled: true, down, throttled: { perSecond: 2 } }).word).toBe('Down');
  expect(stateOf({ enabled: true, throttled: { perSecond: 2 } }).word).toBe('Throttled');
  expect(stateOf({ enabled: true }).word).toBe('On');
});

describe('a destination that delivers nothing', () => {
  const endings = (delivered: number[], lost: number[]) => ({
    startMs: Date.parse(TIMES[0]),
    delivered,
    lost,
    reason: 'http_400',
  });

  test('is failing since the first that was lost after the last that was taken', () => {
    expect(losingOf(endings([4, 0, 0], [0, 2, 3]))).toEqual({ lost: 5, since: TIMES[1], reason: 'http_400' });
    expect(losingOf(endings([0, 0, 0], [0, 0, 1]))).toEqual({ lost: 1, since: TIMES[2], reason: 'http_400' });
  });

  test('is not one that takes some, that has lost a few between others, or to which nothing was sent', () => {
    expect(losingOf(endings([4, 3, 2], [9, 9, 9]))).toBeUndefined();
    expect(losingOf(endings([4, 0, 0], [0, 1, 1]))).toBeUndefined();
    expect(losingOf(endings([0, 0, 0], [0, 0, 0]))).toBeUndefined();
  });

  test('is not "On", with the reason for which most were lost', () => {
    const lost = [
      { discarded: { http_400: 2 } },
      { discarded: { http_401: 1 }, deadLettered: { http_400: 1, timeout: 2 } },
    ];

    const losing = losingIn(destinationPoints({ delivered: 7 }, ...lost));

    expect(losing).toEqual({ lost: 6, since: TIMES[1], reason: 'http_400' });
    expect(stateOf({ enabled: true, throttled: { perSecond: 2 } }, losing)).toEqual({
      ...{ state: 'failed', word: 'Delivers nothing' },
    });
    expect(stateOf({ enabled: false }, losing).word).toBe('Off');
  });
});

test('reasons are words', () => {
  expect(reasonTitle('http_422')).toBe('HTTP 422');
  expect(reasonTitle('http_4xx_other')).toBe('other HTTP 4xx');
  expect(reasonTitle('connection_refused')).toBe('connection refused');
  expect(reasonText('destination_deleted')).toBe('it was deleted while they were on their way');
});

describe('a filter that is typed', () => {
  test('has its fault under the character, with a remedy where there is one that is sure', () => {
    const typed = readFilter('type = "track"\n  && event = "x"');

    expect(typed).toMatchObject({
      kind: 'fault',
      fault: { from: 17, to: 19, line: 2, character: 3, remedy: 'and' },
    });
  });

  test('that ends too early has it at its last character', () => {
    expect(readFilter('type =  ')).toMatchObject({ kind: 'fault', fault: { from: 5, to: 6 } });
  });

  test('has a hint under a field that is most likely misspelt, and the field that was meant', () => {
    const sent = sentFields(['properties.total']);

    const hints = hintsOf(readFilter('type = "track"\n  and evnt = "x" and properties.totl > 3'), sent);

    expect(hints).toMatchObject([
      { from: 21, to: 25, line: 2, character: 7, remedy: 'event' },
      { from: 36, to: 51, line: 2, character: 22, remedy: 'properties.total' },
    ]);
    expect(hints[0]?.message).toBe('It reads `evnt`, which is no field of the Spec. Did you mean `event`?');
  });

  test('has no hint for the word that is still typed, nor while there is a fault', () => {
    expect(hintsOf(readFilter('type = "track" and prop '), new Map())).toEqual([]);
    expect(hintsOf(readFilter('evnt = "x" and'), new Map())).toEqual([]);
    expect(hintsOf(readFilter(''), new Map())).toEqual([]);
  });

  test('is none when it is empty', () => {
    expect(readFilter(' \n')).toEqual({ kind: 'none' });
  });

  test('is coloured piece by piece, whatever stands in it', () => {
    const text = 'event in ["a\\"b", 2] and contains(x, "é") €';
    const inks: string[] = [];
    for (let at = 0; at < text.length;) {
      const { ink, length } = nextInk(text.slice(at));
      if (ink !== 'space') inks.push(ink);
      at += length;
    }

    expect(inks.join(' ')).toBe(
      'name keyword operator string operator number operator keyword function operator name operator string operator operator',
    );
  });

  test('is judged by the code of fan-out, with the part that does not hold and its value', () => {
    const typed = readFilter('type = "track" and properties.total >= 25');
    const filter = typed.kind === 'filter' ? typed : undefined;
    const samples = [40, 9.5].map((total) => ({ type: 'track', properties: { total } }));

    expect(samples.map((sample) => judge(filter, sample).verdict)).toEqual(['passes', 'dropped']);
    expect(judge(filter, samples[1] ?? {}).parts).toEqual([
      { part: 'properties.total >= 25', values: { 'properties.total': 9.5 } },
    ]);
    expect(passingShare(filter, samples)).toBe(0.5);
    expect(passingShare(undefined, samples)).toBe(1);
    expect(passingShare(undefined, [])).toBeUndefined();
  });
});

test('the fields of a source are those of its schema and of its last events, as FQL writes them', () => {
  const seen = { firstSeen: TIMES[0], lastSeen: TIMES[1] };
  const events = [
    { type: 'track', name: 'Order', count: 3, ...seen, properties: [{ path: 'total', types: ['number', 'string'] }] },
    { type: 'identify', count: 1, ...seen, properties: [{ path: 'first name', types: ['string'] }] },
  ];
  const samples = [{ type: 'track', properties: { total: 5 }, messageId: 'm' }];

  const fields = fieldsOf(events, samples);

  expect(fields.map(({ path, share }) => [path, share])).toEqual([
    ['type', 1],
    ['properties.total', 0.75],
    ['traits.first\\ name', 0.25],
    ['messageId', 1],
  ]);
  expect(fields[1]).toMatchObject({ types: ['number', 'string'], examples: [5] });
});

const CRM: Destination = {
  ...{ id: 'crm', name: 'CRM', sourceId: 'web', workspaceId: 'acme', kind: 'webhook', enabled: true, lane: 'webhooks' },
  settings: { url: 'https://crm.example.com/', apiKey: { set: true } },
  retry: { retries: 9, over: '4h' },
  breaker: { failingShare: 0.5, minimumAttempts: 20, window: '30s', probeAfter: '30s' },
  replay: true,
};

describe('the settings of a destination', () => {
  test('send nothing when nothing was changed', () => {
    const form = draftOf(CRM, WEBHOOK_SCHEMA);

    expect(patchOf(CRM, { form, changed: [] }, WEBHOOK_SCHEMA)).toEqual({});
    expect(deliveryPatch(CRM, deliveryDraftOf(CRM))).toEqual({});
  });

  test('send what was changed, and leave what somebody else has changed meanwhile', () => {
    const form = { ...draftOf(CRM, WEBHOOK_SCHEMA), perSecond: '50', retries: '3' };
    const theirs = { ...CRM, name: 'Renamed', settings: { ...CRM.settings, url: 'https://other.example.com/' } };

    expect(patchOf(theirs, { form, changed: ['perSecond', 'retries'] }, WEBHOOK_SCHEMA)).toEqual({
      rateLimit: { perSecond: 50 },
      retry: { retries: 3, over: '4h' },
    });
  });

  test('take another function, without what that one does not ask for, and insert functions in their order', () => {
    const own = { ...CRM, kind: 'function', function: 'old', settings: { apiKey: { set: true }, region: 'eu' } };
    const asked = schemaOfFunction({ apiKey: { type: 'string', secret: true } });
    const before = draftOf(own, schemaOfFunction({ apiKey: { type: 'string' }, region: { type: 'string' } }));
    const form = { ...before, function: 'new', insert: moved(insertedIn(['a', 'b', 'c']), 2, 0) };

    expect(patchOf(own, { form, changed: ['function', 'insert'] }, asked)).toEqual({
      ...{ function: 'new', insert: ['c', 'a', 'b'] },
      settings: { region: null },
    });
    expect(
      patchOf({ ...own, insert: ['a'] }, { form: { ...form, insert: [] }, changed: ['insert'] }, asked),
    ).toMatchObject({
      insert: null,
    });
  });

  test('send the settings of an insert function with marks of the secrets that stay', () => {
    const schema = schemaOfFunction({ salt: { type: 'string', secret: true }, rounds: { type: 'number' } });
    const [stored = { function: '', settings: {} }] = insertedIn([
      { function: 'hash', settings: { salt: { set: true } } },
    ]);
    const values = { ...valuesOf(schema, stored.settings), rounds: { kind: 'text' as const, text: '3' } };

    expect(toInsert([withValues(schema, stored, values)])).toEqual([
      { function: 'hash', settings: { salt: { set: true }, rounds: 3 } },
    ]);
  });

  test('take away what was emptied', () => {
    const limited = { ...CRM, rateLimit: { perSecond: 5 }, switchOffAfter: 'never' as const };
    const draft = { ...deliveryDraftOf(limited), perSecond: '', switchOff: 'usual' as const };

    expect(deliveryPatch(limited, draft)).toEqual({ rateLimit: null, switchOffAfter: null });
  });

  test('never say a secret, also not one that was just typed', () => {
    const typed = { kind: 'text', text: 'sk_live_1' };

    expect(textOfField('settings.apiKey', typed, WEBHOOK_SCHEMA)).toBe('another secret');
    expect(textOfField('settings.apiKey', { kind: 'kept' }, WEBHOOK_SCHEMA)).toBe('the secret that is set');
  });

  test('draw the schedule of retries, and none for what is no schedule', () => {
    const delays = scheduleOf({ retries: '2', over: '3m' }) ?? [];

    expect(momentsOf(delays)).toEqual([0, 60_000, 180_000]);
    expect(scheduleWords(delays)).toBe(
      '3 attempts. Waits between them, give or take a tenth: 1 min, 2 min. Then it is undelivered.',
    );
    expect(scheduleOf({ retries: '2', over: 'soon' })).toBeUndefined();
    expect(scheduleOf({ retries: '21', over: '4h' })).toBeUndefined();
  });
});

test('an event that is typed is JSON of one object, and a fault is where it is', () => {
  expect(readEvent('{"type":"track"}')).toEqual({ ok: true, event: { type: 'track' } });
  expect(readEvent('{"type": nothing}')).toMatchObject({ ok: false, fault: { from: 10 } });
  expect(readEvent('[]')).toMatchObject({ ok: false, fault: { from: 0, to: 2 } });
});
