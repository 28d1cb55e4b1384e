import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSdkExamples } from '../../console/sdk-examples.ts';
import { awaitedIn, refusedIn, type SeenEvent } from '../../console/src/routes/sources/first-event.ts';
import { intakeOf, sumArrivals, type Arrivals } from '../../console/src/routes/sources/intake.ts';
import { faultOfId, idFrom } from '../../console/src/routes/sources/new-source.ts';
import { caveatsOf, fillIn, SDK_TABS, stepsOf } from '../../console/src/routes/sources/snippets.ts';

const examples = readSdkExamples(readFileSync('docs/sdks.md', 'utf8'));
const LOCAL = { url: 'http://127.0.0.1:4000', writeKey: 'wk_mine' };
const FAR = { url: 'https://abc.execute-api.eu-west-1.amazonaws.com', writeKey: 'wk_mine' };

function exampleOf(title: string) {
  const found = examples.find((example) => example.title === title);
  if (found === undefined) throw new Error(`docs/sdks.md has no ${title}.`);
  return found;
}

test('every tab of the set-up has its section in docs/sdks.md, with something to copy', () => {
  for (const [, title] of SDK_TABS) expect(exampleOf(title).blocks.length).toBeGreaterThan(0);
});

test.each([LOCAL, FAR])('no snippet for $url keeps an address or a key of the page', (target) => {
  for (const example of examples) {
    for (const { block } of stepsOf(example, target)) {
      expect(block.text).not.toMatch(/localhost|8080|example\.com|wk_example|ssl.*true/);
    }
  }
});

test('PHP and Ruby are told not to speak TLS on this machine, and nothing about it elsewhere', () => {
  const text = (title: string, target: typeof FAR): string =>
    stepsOf(exampleOf(title), target)
      .map(({ block }) => block.text)
      .join('\n');

  expect(text('PHP', LOCAL)).toContain(`'host' => '127.0.0.1:4000', 'ssl' => false`);
  expect(text('PHP', FAR)).toContain(`'host' => 'abc.execute-api.eu-west-1.amazonaws.com']`);
  expect(text('Ruby', LOCAL)).toContain(`host: '127.0.0.1', port: 4000, ssl: false,`);
  expect(text('Ruby', FAR)).toContain(`host: 'abc.execute-api.eu-west-1.amazonaws.com',`);
  expect(text('Ruby', FAR)).not.toContain('ssl');
});

test('the steps of an SDK are to install, to write and to run', () => {
  expect(stepsOf(exampleOf('Node'), LOCAL).map(({ does }) => does)).toEqual(['Install', 'Write segment.mjs', 'Run']);
  expect(stepsOf(exampleOf('Java'), LOCAL).map(({ does }) => does)).toEqual([
    'Write pom.xml',
    'Write Send.java',
    'Install',
    'Run',
  ]);
  expect(stepsOf(exampleOf('curl'), LOCAL).map(({ does }) => does)).toEqual(['Send']);
});

test('mobile SDKs say that they refuse http, and other SDKs do not', () => {
  expect(caveatsOf(exampleOf('Kotlin'), LOCAL)).toHaveLength(1);
  expect(caveatsOf(exampleOf('Kotlin'), FAR)).toEqual([]);
  expect(caveatsOf(exampleOf('Node'), LOCAL)).toEqual([]);
});

test('a key with the characters of a replacement is filled in as it is', () => {
  expect(fillIn('key wk_example', { ...LOCAL, writeKey: "$&$'x" })).toBe("key $&$'x");
});

test('an id is made of a name, and none of a name in another script', () => {
  expect(idFrom('  Returns Portal (EU)! ')).toBe('returns-portal-eu');
  expect(idFrom('Café')).toBe('cafe');
  expect(idFrom('店舗')).toBe('');
  expect(idFrom('x'.repeat(200))).toHaveLength(63);
  expect(faultOfId('')).toBeUndefined();
  expect(faultOfId('a_b-1')).toBeUndefined();
  expect(faultOfId('A b')).toMatch(/lower-case/);
});

const minute = (accepted: number, rejected = {}): Arrivals[number] => ({
  time: '2026-11-30T10:00:00.000Z',
  ...{ accepted, duplicates: 1, rejected, warned: {} },
});

test('a source receives if anything came in the last five minutes', () => {
  const quiet = Array.from({ length: 60 }, () => minute(0));

  expect(intakeOf({ enabled: false }, quiet)?.says).toBe('Switched off');
  expect(intakeOf({ enabled: true }, undefined)).toBeUndefined();
  expect(intakeOf({ enabled: true }, quiet)?.says).toBe('Nothing in the last hour');
  expect(intakeOf({ enabled: true }, [...quiet, minute(2)])?.says).toBe('Receiving');
  expect(intakeOf({ enabled: true }, [minute(2), ...quiet])?.says).toBe('Nothing in the last five minutes');
});

test('what came in is added up, with the reason of most refusals first', () => {
  const sums = sumArrivals([minute(3, { id_required: 1 }), minute(4, { id_required: 1, event_too_large: 5 })]);

  expect(sums).toMatchObject({ accepted: 7, duplicates: 2, rejected: 7 });
  expect(sums.reasons).toEqual([
    { reason: 'event_too_large', count: 5 },
    { reason: 'id_required', count: 2 },
  ]);
});

const seen = (messageId: string, at: string, verdict: SeenEvent['verdict'] = 'accepted'): SeenEvent => ({
  ...{ messageId, verdict, receivedAt: `2026-11-30T10:00:${at}.000Z`, text: '{}', isCut: false },
});

test('the newest accepted event is the one that was waited for', () => {
  const events = [seen('a', '01'), seen('b', '02'), seen('c', '03', 'rejected')];

  expect(awaitedIn(events, {})?.messageId).toBe('b');
  expect(awaitedIn(events, { messageId: 'a' })?.messageId).toBe('a');
  expect(awaitedIn(events, { after: '2026-11-30T10:00:02.000Z' })).toBeUndefined();
  expect(refusedIn(events, {})?.messageId).toBe('c');
  expect(refusedIn([...events, seen('d', '04')], {})).toBeUndefined();
});
