import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { FUNCTION_TYPES_TEXT } from '../../../bin/penstock/function-types.ts';
import {
  completionsAt,
  ERRORS,
  EVENT_FIELDS,
  REQUEST_FIELDS,
  SEGMENT_CALLS,
} from '../../../console/src/routes/functions/editor/completions.ts';

const KNOWN = {
  event: { type: 'track', properties: { total: 42, cart: { size: 2 }, 'not a name': 1 } },
  settings: { apiKey: { type: 'string' } },
};

/** What is offered where `|` stands. */
function offered(text: string, type = 'destination'): string[] {
  const pos = text.indexOf('|');
  const state = EditorState.create({ doc: text.replace('|', '') });
  const result = completionsAt(new CompletionContext(state, pos, false), KNOWN, type);
  return result?.options.map(({ label }) => label) ?? [];
}

describe('the editor of a function offers', () => {
  test('handlers outside of every function, and not inside of one', () => {
    expect(offered('on|')).toContain('onTrack');
    expect(offered('async function onTrack(event) {\n  on|')).not.toContain('onTrack');
    expect(offered('on|', 'source')).toContain('onRequest');
    expect(offered('on|', 'source')).not.toContain('onTrack');
  });

  test('fields of the event that is tried, as deep as they are', () => {
    expect(offered('event.|')).toEqual(expect.arrayContaining(['type', 'properties', 'messageId']));
    expect(offered('event.properties?.to|')).toEqual(['total', 'cart']);
    expect(offered('event.properties.cart.|')).toEqual(['size']);
    expect(offered('event.properties.total.|')).toEqual([]);
  });

  test('settings that the function asks for', () => {
    expect(offered('settings.a|')).toEqual(['apiKey']);
    expect(offered('settings.apiKey.|')).toEqual([]);
  });

  test('errors after new, with what they mean for the event', () => {
    expect(offered('throw new R|').slice(0, 5)).toEqual(Object.keys(ERRORS));
  });

  test('nothing for fields of what nobody knows', () => {
    expect(offered('answer.st|')).toEqual([]);
  });
});

test('all that it offers is in the types of `penstock functions types`', () => {
  const missing = [
    ...Object.keys(ERRORS).filter((name) => !FUNCTION_TYPES_TEXT.includes(`declare class ${name} `)),
    ...Object.keys(EVENT_FIELDS).filter((name) => !new RegExp(`^  ${name}\\??:`, 'm').test(FUNCTION_TYPES_TEXT)),
    ...REQUEST_FIELDS.filter((name) => !FUNCTION_TYPES_TEXT.includes(` ${name}: `)),
    ...SEGMENT_CALLS.filter((name) => !FUNCTION_TYPES_TEXT.includes(`  ${name}(`)),
  ];

  expect(missing).toEqual([]);
});
