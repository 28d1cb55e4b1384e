import { describe, expect, test } from 'vitest';
import {
  EMPTY_ROW,
  faultOfName,
  faultsOfRows,
  rowsOf,
  settingsOfRows,
} from '../../../console/src/routes/functions/editor/setting-rows.ts';
import { schemaOfFunction } from '../../../console/src/routes/shared/function-schema.ts';

const SETTINGS = {
  apiKey: { type: 'string', secret: true, required: true, label: 'API key' },
  names: { type: 'map', description: 'What they are called there.' },
  tags: { type: 'array' },
  isTest: { type: 'boolean' },
} as const;

describe('the settings that a function asks for', () => {
  test('come back from their rows as they were', () => {
    expect(settingsOfRows(rowsOf(SETTINGS))).toEqual(SETTINGS);
  });

  test('have names as in JavaScript, each once', () => {
    const rows = ['apiKey', 'apiKey', 'two words', ''].map((name) => ({ ...EMPTY_ROW, name }));

    expect(faultsOfRows(rows)).toBe(3);
    expect(faultOfName(rows, 0)).toBeUndefined();
    expect(Object.keys(settingsOfRows(rows))).toEqual(['apiKey']);
  });

  test('make the form of a destination', () => {
    expect(schemaOfFunction(SETTINGS)).toEqual({
      type: 'object',
      properties: {
        apiKey: { type: 'string', title: 'API key', writeOnly: true },
        names: {
          ...{ type: 'object', description: 'What they are called there.' },
          additionalProperties: { type: 'string' },
        },
        tags: { type: 'array', items: { type: 'string' } },
        isTest: { type: 'boolean' },
      },
      required: ['apiKey'],
      additionalProperties: false,
    });
  });
});
