import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { correctedTimestamps } from '../../../domain/events/timestamps.ts';

const RECEIVED = '2026-11-22T01:00:10.000Z';
const at = (event: Parameters<typeof correctedTimestamps>[0], sentAt?: unknown) =>
  correctedTimestamps(event, { receivedAt: new Date(RECEIVED), envelope: { sentAt } }).times;

describe('a client whose clock is wrong', () => {
  test.each([
    // Ten seconds late: the clock says 01:00:00 when it is 01:00:10.
    ['is late', ['2026-11-22T00:59:55.000Z', '2026-11-22T01:00:00.000Z', '2026-11-22T01:00:05.000Z']],
    ['is early', ['2026-11-22T03:00:00.000Z', '2026-11-22T03:00:05.000Z', '2026-11-22T01:00:05.000Z']],
    ['is years late', ['2001-01-01T00:00:00.000Z', '2001-01-01T00:01:00.000Z', '2026-11-22T00:59:10.000Z']],
    ['was set back in between', ['2026-11-22T01:00:05.000Z', '2026-11-22T01:00:00.000Z', '2026-11-22T01:00:15.000Z']],
  ])('and that %s is corrected', (_how, [happened, sentAt, expected]) => {
    const found = at({ timestamp: happened }, sentAt);

    expect(found).toEqual({ originalTimestamp: happened, timestamp: expected, receivedAt: RECEIVED, sentAt });
  });

  test('is corrected when it writes offsets, as Python does', () => {
    const found = at({ timestamp: '2026-11-22T02:59:55.123456+02:00' }, '2026-11-22T01:00:00+00:00');

    expect(found).toEqual({
      originalTimestamp: '2026-11-22T00:59:55.123Z',
      timestamp: '2026-11-22T01:00:05.123Z',
      receivedAt: RECEIVED,
      sentAt: '2026-11-22T01:00:00.000Z',
    });
  });
});

describe('without a sentAt', () => {
  test('a timestamp stays as it is, so that history can be imported', () => {
    const found = at({ timestamp: '2012-06-01T12:00:00.000Z' });

    expect(found).toEqual({
      originalTimestamp: '2012-06-01T12:00:00.000Z',
      timestamp: '2012-06-01T12:00:00.000Z',
      receivedAt: RECEIVED,
    });
  });

  test('and without a timestamp, the event happened when it was received', () => {
    const found = at({});

    expect(found).toEqual({ originalTimestamp: RECEIVED, timestamp: RECEIVED, receivedAt: RECEIVED });
  });
});

describe('an event without a timestamp', () => {
  test('has its originalTimestamp instead', () => {
    const found = at({ originalTimestamp: '2026-11-22T01:00:00.000Z' }, '2026-11-22T01:00:05.000Z');

    expect(found).toMatchObject({
      originalTimestamp: '2026-11-22T01:00:00.000Z',
      timestamp: '2026-11-22T01:00:05.000Z',
    });
  });

  test('happened when it was sent, which is when it was received', () => {
    const found = at({}, '2001-01-01T00:00:00.000Z');

    expect(found).toMatchObject({ originalTimestamp: '2001-01-01T00:00:00.000Z', timestamp: RECEIVED });
  });
});

test('a sentAt of the event counts when the batch has none that can be read', () => {
  const found = at({ timestamp: '2026-11-22T00:00:00.000Z', sentAt: '2026-11-22T00:00:01.000Z' }, 'yesterday');

  expect(found).toMatchObject({ sentAt: '2026-11-22T00:00:01.000Z', timestamp: '2026-11-22T01:00:09.000Z' });
});

test.each([
  ...[
    '',
    'garbage',
    'yesterday',
    '22/11/2026',
    'Nov 22 2026',
    '7',
    '2026-13-45T00:00:00Z',
    '2026-',
    '2026-11-22T25:00Z',
    '2026-Nov-22',
    '2026-11-22 (noon)',
    '2026-02-30',
    '2025-02-29T00:00:00Z',
    '2026-11-22T24:01Z',
    '2026-11-22T23:60Z',
    '2026-11-22T23:00+24:00',
    '2026-11-22T10:00:00+02:00 or so',
    '20261122',
    '1634400027',
  ],
  ...[null, true, {}, [], ['2026-11-22'], Number.NaN, Number.POSITIVE_INFINITY, 1e18, -1e18],
  ...['+010000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', '275760-09-13T00:00:00Z'],
])('the time %j counts as absent', (value) => {
  const found = at({ timestamp: value }, value);

  expect(found).toEqual({ originalTimestamp: RECEIVED, timestamp: RECEIVED, receivedAt: RECEIVED });
});

test.each([
  ['2026-11-22', '2026-11-22T00:00:00.000Z'],
  ['2026-11-22T00:30Z', '2026-11-22T00:30:00.000Z'],
  ['2026-11-22T00:30:00.1Z', '2026-11-22T00:30:00.100Z'],
  ['2026-11-21T20:30:00-04:00', '2026-11-22T00:30:00.000Z'],
  ['2026-11-21 20:30:00 -0400', '2026-11-22T00:30:00.000Z'],
  ['2026-11-22t00:30:00.123456789z', '2026-11-22T00:30:00.123Z'],
  [1_795_307_400_000, '2026-11-22T00:30:00.000Z'],
  ['0000-01-01T00:00:00.000Z', '0000-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  // As PostgreSQL, Ruby, Go, Java, logging libraries and shells print it.
  ['2021-10-16 16:00:27+00', '2021-10-16T16:00:27.000Z'],
  ['2021-10-16 16:00:27.029123+02', '2021-10-16T14:00:27.029Z'],
  ['2021-10-16 16:00:27-0330', '2021-10-16T19:30:27.000Z'],
  ['2021-10-16T16:00:27,029Z', '2021-10-16T16:00:27.029Z'],
  ['2021-10-16 16:00:27 UTC', '2021-10-16T16:00:27.000Z'],
  ['2021-10-16 16:00:27.5 +0000 UTC', '2021-10-16T16:00:27.500Z'],
  ['2021-10-16T16:00:27+02:00[Europe/Paris]', '2021-10-16T14:00:27.000Z'],
  ['20211016T160027Z', '2021-10-16T16:00:27.000Z'],
  ['20211016T160027.029+0200', '2021-10-16T14:00:27.029Z'],
  ['20211016T1600', '2021-10-16T16:00:00.000Z'],
  ['2021-10', '2021-10-01T00:00:00.000Z'],
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ['2021-10-16T24:00:00Z', '2021-10-17T00:00:00.000Z'],
])('the time %j is %s', (timestamp, expected) => {
  const found = at({ timestamp });

  expect(found.timestamp).toBe(expected);
});

describe('a time without an offset', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  test.each(['2026-11-22T00:30:00', '2026-11-22T00:30:00.000', '2026-11-22T00:30', '2026-11-22 00:30:00'])(
    'such as %s is in UTC, wherever the machine is',
    (timestamp) => {
      process.env['TZ'] = 'America/New_York';

      const found = at({ timestamp });

      expect(found.timestamp).toBe('2026-11-22T00:30:00.000Z');
    },
  );
});

test('a correction that would leave the years 0 to 9999 is not made', () => {
  const found = at({ timestamp: '0001-01-01T00:00:00.000Z' }, '9999-01-01T00:00:00.000Z');

  expect(found).toMatchObject({ originalTimestamp: '0001-01-01T00:00:00.000Z', timestamp: '0001-01-01T00:00:00.000Z' });
});

test('the distance between an event and its sending is kept', () => {
  const anyTime = fc.integer({ min: Date.UTC(1990), max: Date.UTC(2060) });
  const law = fc.property(anyTime, anyTime, (original, sent) => {
    const found = at({ timestamp: new Date(original).toISOString() }, sent);

    expect(Date.parse(RECEIVED) - Date.parse(found.timestamp)).toBe(sent - original);
  });

  fc.assert(law, { numRuns: 200 });
});

describe('a time that is not what the client meant', () => {
  const warningAbout = (event: Parameters<typeof correctedTimestamps>[0], sentAt?: unknown) =>
    correctedTimestamps(event, { receivedAt: new Date(RECEIVED), envelope: { sentAt } }).warning;

  test.each([
    [{ timestamp: 'yesterday' }, 'timestamp_unreadable'],
    [{ timestamp: true }, 'timestamp_unreadable'],
    [{ originalTimestamp: '22/11/2026' }, 'timestamp_unreadable'],
    [{ sentAt: 'now' }, 'timestamp_unreadable'],
    [{ timestamp: '1634400027' }, 'timestamp_unreadable'],
    [{ timestamp: 1_634_400_027 }, 'timestamp_in_1970'],
    [{ sentAt: 1_634_400_027.5 }, 'timestamp_in_1970'],
  ])('is warned of: %j', (event, expected) => {
    const warning = warningAbout(event);

    expect(warning).toBe(expected);
  });

  test('is warned of when the batch has it', () => {
    const warning = warningAbout({ timestamp: '2026-11-22T01:00:00.000Z' }, 'just now');

    expect(warning).toBe('timestamp_unreadable');
  });

  test.each([
    {},
    { timestamp: '', originalTimestamp: null },
    { timestamp: '1970-01-01T00:00:00Z' },
    { timestamp: 1_634_400_027_000 },
    { timestamp: -1_000 },
    { timestamp: '2026-11-22', originalTimestamp: 'not asked for' },
  ])('is none of: %j', (event) => {
    const warning = warningAbout(event, '2026-11-22T01:00:00.000Z');

    expect(warning).toBeUndefined();
  });
});
