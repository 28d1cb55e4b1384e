import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAssignments } from '../../bin/penstock/assignments.ts';
import { describeDifference } from '../../domain/workspace/describe-change.ts';

describe('assignments', () => {
  test.each([
    [['name=CRM'], { name: 'CRM' }],
    [['name='], { name: '' }],
    [['name=5'], { name: '5' }],
    [['filter=type = "track" and a:=b'], { filter: 'type = "track" and a:=b' }],
    [['rateLimit.perSecond:=50'], { rateLimit: { perSecond: 50 } }],
    [['filter:=null'], { filter: null }],
    [['retry:={"retries":2,"over":"1m"}'], { retry: { retries: 2, over: '1m' } }],
    [
      ['settings.url=https://x.example/?a=b', 'settings.region=eu'],
      { settings: { url: 'https://x.example/?a=b', region: 'eu' } },
    ],
    [['settings.headers.X\\.Y=z'], { settings: { headers: { 'X.Y': 'z' } } }],
    [['settings.note=two\nlines'], { settings: { note: 'two\nlines' } }],
  ])('%j', (words, expected) => {
    expect(readAssignments(words)).toEqual(expected);
  });

  test('take a value from a file, without its last line break', () => {
    const directory = mkdtempSync(join(tmpdir(), 'penstock-assign-'));
    writeFileSync(join(directory, 'secret'), 's3cret\n');
    writeFileSync(join(directory, 'mapping.json'), '{"text": {"@path": "$.event"}}\n');

    const fields = readAssignments([
      `settings.sharedSecret=@${directory}/secret`,
      `mapping:=@${directory}/mapping.json`,
    ]);

    rmSync(directory, { recursive: true });
    expect(fields).toEqual({ settings: { sharedSecret: 's3cret' }, mapping: { text: { '@path': '$.event' } } });
  });

  test.each([
    ['name', '"name" sets nothing'],
    ['=x', '"=x" sets nothing'],
    ['__proto__.x=1', 'sets nothing'],
    ['a:={', 'is no JSON'],
    ['a=@/nowhere/at/all', '/nowhere/at/all cannot be read'],
  ])('%s is refused', (word, message) => {
    expect(() => readAssignments([word])).toThrow(message);
  });
});

describe('a difference in words', () => {
  test.each([
    [{ path: 'name', before: 'a', after: 'b' }, 'name: "a" -> "b"'],
    [{ path: 'name', after: 'b' }, 'name: "b" (new)'],
    [{ path: 'name', before: 'a' }, 'name: "a" (gone)'],
    [{ path: 's', before: { set: true }, after: { set: true, changed: true } }, 's: another secret'],
    [{ path: 's', after: { set: true } }, 's: a secret (new)'],
  ])('%j', (difference, text) => {
    expect(describeDifference(difference)).toBe(text);
  });
});
