import { describe, expect, test } from 'vitest';
import { COMPONENT_KINDS, componentKind } from '../../../domain/catalog/component-kinds.ts';
import {
  documentationProblems,
  renderDocumentation,
  templateOf,
} from '../../../domain/catalog/documentation-template.ts';

const SECTIONS = [
  { heading: 'Overview', prompt: '[[What it is.]]' },
  { heading: 'Settings', prompt: '{{settings}}' },
];

describe('documentation', () => {
  test.each(COMPONENT_KINDS)('of a %s begins with a template that is not enough', (kind) => {
    const { sections } = componentKind(kind);

    const problems = documentationProblems(templateOf(sections), sections);

    expect(problems).toContain('The section "overview" still has a prompt of the template in [[ ]].');
  });

  test.each([
    ['## Overview\n\nText.\n\n## Settings\n\n{{settings}}', []],
    ['## OVERVIEW\r\n\r\nText.\r\n\r\n##  Settings \r\n\r\nMore.', []],
    ['## Overview\n\nText.', ['The section "Settings" is missing.']],
    ['## Overview\n\n## Settings\n\nText.', ['The section "Overview" is empty.']],
    ['## Overview\n\nText.\n\n```\n## Settings\n\nno heading\n```', ['The section "Settings" is missing.']],
    ['# Overview\n\nText.\n\n## Settings\n\nText.', ['The section "Overview" is missing.']],
    ['', ['The section "Overview" is missing.', 'The section "Settings" is missing.']],
  ])('%j: %j', (markdown, problems) => {
    expect(documentationProblems(markdown, SECTIONS)).toEqual(problems);
  });

  test('has its settings, events and support filled in', () => {
    const settingsSchema = {
      type: 'object' as const,
      properties: {
        apiKey: { type: 'string' as const, title: 'Key | code', description: 'Under\nSettings.', writeOnly: true },
      },
      required: ['apiKey'],
      additionalProperties: false as const,
    };
    const subject = { name: 'Acme', supportedEvents: ['track' as const], settingsSchema, support: { email: 'a@b.c' } };

    const page = renderDocumentation('{{name}}\n{{events}}\n{{settings}}\n{{support}}\n{{other}}', subject);

    expect(page).toBe(
      'Acme\n- `track`\n| setting | key | type | meaning |\n| --- | --- | --- | --- |\n' +
        '| Key \\| code | `apiKey` | string, required, secret | Under Settings. |\na@b.c\n{{other}}',
    );
  });

  test('has its table of settings once, however often it is asked for', () => {
    const settingsSchema = {
      type: 'object' as const,
      properties: { apiKey: { type: 'string' as const, description: 'x'.repeat(1_000) } },
      additionalProperties: false as const,
    };
    const subject = { name: 'Acme', supportedEvents: [], settingsSchema, support: undefined };

    const page = renderDocumentation('{{settings}} {{name}}'.repeat(3_000), subject);

    expect(page.match(/\| setting \|/g)).toHaveLength(1);
    expect(page.match(/Acme/g)).toHaveLength(3_000);
  });
});
