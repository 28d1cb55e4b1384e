import { describe, expect, test } from 'vitest';
import { connectionText } from '../../console/src/routes/catalog/catalog-texts.ts';
import { formOf, patchOf } from '../../console/src/routes/developer/info-form.ts';
import {
  movedSetting,
  renamedSetting,
  withField,
  withoutSetting,
} from '../../console/src/routes/developer/schema-edits.ts';
import { connectionWords } from '../../console/src/routes/shared/connection-words.ts';
import { ageText, dueAt, isOverdue } from '../../console/src/routes/reviews/review-texts.ts';
import { initialsOf } from '../../domain/catalog/entry-texts.ts';
import type { SettingsSchema } from '../../domain/catalog/settings-schema.ts';

describe('the catalog', () => {
  test.each([
    ['Acme CRM', 'AC'],
    ['Journeywise', 'Jo'],
    ['Courier push and in-app', 'Co'],
    ['日本 解析', '日本'],
    ['', ''],
  ])('shows %s as %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  test('says how often something is connected, and when all of it is off', () => {
    expect(connectionText([]).text).toBe('Not connected');
    expect(connectionText([{ enabled: true }, { enabled: false }]).text).toBe('Connected twice');
    expect(connectionText([{ enabled: false }])).toEqual({ state: 'held', text: 'Connected, switched off' });
  });
});

describe('a review', () => {
  test('is due two working days after it was submitted, and a weekend is none', () => {
    expect(dueAt('2026-11-02T09:00:00Z').toISOString()).toBe('2026-11-04T09:00:00.000Z');
    expect(dueAt('2026-11-06T09:00:00Z').toISOString()).toBe('2026-11-10T09:00:00.000Z');
    expect(isOverdue('2026-11-06T09:00:00Z', new Date('2026-11-10T08:59:00Z'))).toBe(false);
    expect(isOverdue('2026-11-06T09:00:00Z', new Date('2026-11-10T09:01:00Z'))).toBe(true);
  });

  test.each([
    ['2026-11-02T09:19:00Z', '41 min'],
    ['2026-11-01T12:00:00Z', '22 h'],
    ['2026-11-01T04:00:00Z', '1 d 6 h'],
  ])('that came at %s waits for %s', (since, age) => {
    expect(ageText(since, new Date('2026-11-02T10:00:00Z'))).toBe(age);
  });
});

describe('the builder of settings', () => {
  const schema: SettingsSchema = {
    type: 'object',
    properties: { apiKey: { type: 'string', writeOnly: true }, region: { type: 'string' } },
    required: ['apiKey'],
    additionalProperties: false,
  };

  test('keeps the place and the need of a setting that gets another name', () => {
    const renamed = renamedSetting(schema, 'apiKey', 'key');

    expect(Object.keys(renamed.properties)).toEqual(['key', 'region']);
    expect(renamed.required).toEqual(['key']);
    expect(renamedSetting(schema, 'apiKey', 'region')).toBe(schema);
  });

  test('forgets that a setting was needed when it goes', () => {
    expect(withoutSetting(schema, 'apiKey')).toMatchObject({ properties: { region: {} }, required: [] });
  });

  test('moves a setting up, and takes empty fields away', () => {
    expect(Object.keys(movedSetting(schema, 1).properties)).toEqual(['region', 'apiKey']);
    expect(withField({ type: 'string', title: 'Region' }, 'title', '')).toEqual({ type: 'string' });
  });
});

test('of a component only what was changed is sent, and an empty limit takes it away', () => {
  const form = formOf({
    ...{ name: 'Acme', documentation: '', supportedEvents: ['track'], replay: false, rateLimit: { perSecond: 5 } },
    settingsSchema: { type: 'object', properties: {}, additionalProperties: false },
    config: { url: 'https://in.acme.example', sharedSecret: { set: true } },
  });

  expect(form.sharedSecret).toBe('');
  expect(patchOf({ ...form, perSecond: '' }, ['perSecond'])).toEqual({ rateLimit: null });
  expect(patchOf({ ...form, sharedSecret: 'another' }, ['sharedSecret'])).toEqual({
    config: { sharedSecret: 'another' },
  });
});

describe('a test of a connection', () => {
  const request = { method: 'POST', url: 'https://acme.example/in', headers: {}, body: '{}' };
  const answered = (status: number) =>
    ({ kind: 'response', status, latencyMs: 1, headers: {}, body: '', bodyTruncated: false }) as const;

  test('says of whoever has answered that they can be reached', () => {
    const refused = connectionWords({ connection: 'failed', test: { request, response: answered(401) } });

    expect(refused).toEqual(['failed', 'It answered, and did not take the event']);
    expect(connectionWords({ connection: 'connected', test: { request, response: answered(202) } })[0]).toBe('pass');
  });

  test('says whether nobody answered or nothing was sent', () => {
    const noAnswer = { kind: 'failed', failure: 'timeout', message: 'No answer.', latencyMs: 5000 } as const;

    expect(connectionWords({ connection: 'failed', test: { request, response: noAnswer } })[1]).toContain('reached');
    expect(connectionWords({ connection: 'failed', test: {} })[1]).toBe('Nothing was sent');
  });
});
