// Hostile JSON as text, because much of what hurts cannot be written as a value: numbers beyond all limits, repeated
// keys, nesting deeper than any serialiser goes.
import type { Random } from './random.ts';

const DEEP = 100_000;

const FRAGMENTS: readonly string[] = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1.5', '""', '" "', '[]', '{}', '[[]]', '[null]', '"null"'],
  ...['1e400', '-1e400', '1e-400', '9007199254740993', '123456789012345678901234567890', `1${'0'.repeat(400)}`],
  ...[
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\r\\nx-injected: 1"',
    '"\u2028\u2029"',
    '"\\u200b"',
  ],
  ...['"😀😀😀"', '"ﷺ"', '"e\\u0301"', '"\\ufeff"', '"\\uffff"', '"../../etc/passwd"', '"${jndi:ldap://x}"', '"%00"'],
  ...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"toJSON":1,"then":1}'],
  ...['{"length":1e9}', '{"":""}', '{"$ref":"#"}', '{"a":1,"a":2}', '{"S":"x","NULL":true}', '{"context":{"ip":[]}}'],
  ...['"2026-02-30T25:61:61Z"', '"+275760-09-13T00:00:00.001Z"', '"0000-00-00"', '"9999-12-31T23:59:59.999-23:59"'],
  ...['"1970-01-01"', '8640000000000001', '-62198755200001', '"2026-01-01T00:00:00+99:99"', '253402300800000'],
  ...['{"library":null}', '{"library":{"name":{}}}', '{"library":{"name":"analytics.js"},"ip":{}}', '{"direct":true}'],
  ...['{"All":"no"}', '{"All":null,"crm":0}', '{"crm":[]}', '{"__proto__":false}', '{"All":false,"crm":{}}'],
];

/** Costly to make, so made once. */
const HEAVY: readonly string[] = [
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  `${'{"a":'.repeat(DEEP / 2)}1${'}'.repeat(DEEP / 2)}`,
  `${'{"a":['.repeat(100)}1${']}'.repeat(100)}`,
  `"${'x'.repeat(40_000)}"`,
  `"${'ü'.repeat(20_000)}"`,
  `"${'\\u0000'.repeat(6_000)}"`,
  `[${Array.from({ length: 10_000 }, () => 'null').join()}]`,
  `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":${index}`).join()}}`,
  `{"${'k'.repeat(50_000)}":1}`,
];

const FIELDS: readonly string[] = [
  ...['type', 'event', 'userId', 'anonymousId', 'groupId', 'previousId', 'messageId', 'name', 'category', 'channel'],
  ...['timestamp', 'originalTimestamp', 'sentAt', 'receivedAt', 'context', 'integrations', 'properties', 'traits'],
  ...['version', 'projectId', 'writeKey', '_metadata', 'batch', '__proto__', 'constructor', 'toString', 'then', ''],
];

const TYPES: readonly string[] = [
  ...['track', 'identify', 'page', 'screen', 'group', 'alias', 'delete', 'Track', 'constructor', '__proto__', ''],
];

/** Any JSON value, as text. */
export function hostileValue(random: Random): string {
  return random.chance(0.02) ? random.pick(HEAVY) : random.pick(FRAGMENTS);
}

/** An event that is right in most things and wrong in some. Later keys win in JSON, so what is added replaces. */
export function hostileEvent(random: Random): string {
  if (random.chance(0.1)) return hostileValue(random);
  const fields = [
    `"type":"${random.chance(0.7) ? 'track' : random.pick(TYPES)}"`,
    ...(random.chance(0.9) ? ['"event":"Hostile"'] : []),
    ...(random.chance(0.9) ? [`"userId":"u${random.int(50)}"`] : []),
    ...(random.chance(0.3) ? ['"groupId":"g"', '"previousId":"p"'] : []),
    ...Array.from({ length: 1 + random.int(3) }, () => `"${random.pick(FIELDS)}":${hostileValue(random)}`),
  ];
  return `{${fields.join()}}`;
}

/** A batch of given items, in an envelope that says things of its own besides. */
export function hostileEnvelope(random: Random, items: readonly string[]): string {
  const extra: string[] = ['sentAt', 'sequence', 'messageId', '__proto__', 'timestamp', 'constructor'];
  const before = random.chance(0.5) ? [`"${random.pick(extra)}":${hostileValue(random)}`] : [];
  return `{${[...before, `"batch":[${items.join()}]`, '"writeKey":"wk_web"'].join()}}`;
}

/** A batch whose envelope is itself wrong in one of the things that matter. */
export function brokenEnvelope(random: Random): string {
  const items = Array.from({ length: random.int(5) }, () => hostileEvent(random)).join();
  const key = random.pick(['batch', 'context', 'integrations', 'writeKey', 'sentAt']);
  return `{"batch":[${items}],"${key}":${hostileValue(random)}}`;
}

/** Far more items than a batch may have. */
export function enormousBatch(random: Random): string {
  const item = random.pick(['0', '{}', 'null', '[]', '{"type":"track"}']);
  const count = random.pick([2_501, 5_000, 20_000, 30_000]);
  return `{"batch":[${Array.from({ length: count }, () => item).join()}]}`;
}

/** Valid JSON with a few of its bytes changed, removed, doubled, or cut off. */
export function mutated(random: Random, json: string): Buffer {
  const bytes = Buffer.from(json);
  const at = random.int(bytes.length);
  switch (random.int(5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.int(4))]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.int(4)), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes, bytes]);
    default:
      bytes[at] = random.int(256);
      return bytes;
  }
}

const BROKEN_UTF8: readonly (readonly number[])[] = [
  [0xff],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xe2, 0x82],
  [0x80],
];

/** An event with a text in it that is not UTF-8: overlong, a surrogate, beyond Unicode, cut short. */
export function brokenText(random: Random): Buffer {
  const [before, after] = ['{"type":"track","userId":"u","event":"', '"}'];
  return Buffer.concat([Buffer.from(before), Buffer.from(random.pick(BROKEN_UTF8)), Buffer.from(after)]);
}
