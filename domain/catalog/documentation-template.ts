// The documentation that every component of the catalog has: a template for its kind, what is missing against it, and how
// a page is made of it. The checklist counts what is missing; the catalog shows the page.

import { labelOf, type SentEvent } from './stream.ts';
import type { EventType } from '../events/event.ts';
import type { SettingsSchema } from './settings-schema.ts';

/** A section and what a partner is asked to write there. */
export type TemplateSection = { readonly heading: string; readonly prompt: string };

/** Where Penstock fills something in. */
const BLOCKS = ['name', 'events', 'settings', 'support'] as const;
const BLOCK = new RegExp(`\\{\\{(${BLOCKS.join('|')})\\}\\}`, 'g');
/** A prompt of the template, which partners replace by a text of their own. */
const PROMPT = /\[\[[^[\]]*\]\]/;

/** A section of the destination kinds. The settings and events of it are filled in, so that they are never out of date. */
export const DESTINATION_SECTIONS: readonly TemplateSection[] = [
  { heading: 'Overview', prompt: '[[What {{name}} is, and what a customer gains by sending events to it.]]' },
  { heading: 'Getting started', prompt: '[[Step by step: where the API key is found, what to fill in, what to see.]]' },
  { heading: 'Supported events', prompt: '{{events}}\n\n[[What becomes of each type of event at {{name}}.]]' },
  { heading: 'Settings', prompt: '{{settings}}\n\n[[Whatever a customer should know about them.]]' },
  { heading: 'Users and deletion', prompt: '[[How users are told apart, and what a delete event does.]]' },
  { heading: 'Limits and replays', prompt: '[[How many events a second are taken, and whether old ones are.]]' },
  { heading: 'Support', prompt: '{{support}}' },
];

/** Of the source kinds. */
export const SOURCE_SECTIONS: readonly TemplateSection[] = [
  { heading: 'Overview', prompt: '[[What {{name}} is, and which events it sends.]]' },
  {
    heading: 'Getting started',
    prompt: '[[Step by step: where the address or the write key goes, and how the first event is seen.]]',
  },
  { heading: 'Events', prompt: '{{events}}\n\n[[When each is sent, and with which properties.]]' },
  { heading: 'Settings', prompt: '{{settings}}' },
  { heading: 'Support', prompt: '{{support}}' },
];

/** The Markdown to start from. */
export function templateOf(sections: readonly TemplateSection[]): string {
  return sections.map(({ heading, prompt }) => `## ${heading}\n\n${prompt}\n`).join('\n');
}

/** What is missing in a documentation, as sentences; empty when it is complete. */
export function documentationProblems(markdown: string, sections: readonly TemplateSection[]): string[] {
  const written = sectionsOf(markdown);
  return [
    ...sections.flatMap(({ heading }) => {
      const text = written.get(heading.toLowerCase());
      if (text === undefined) return [`The section "${heading}" is missing.`];
      return text.trim() === '' ? [`The section "${heading}" is empty.`] : [];
    }),
    ...[...written].flatMap(([heading, text]) =>
      PROMPT.test(text) ? [`The section "${heading}" still has a prompt of the template in [[ ]].`] : [],
    ),
  ];
}

/** The text below each heading of the second level, by the heading in lower case. Fenced code is no heading. */
function sectionsOf(markdown: string): Map<string, string> {
  const sections = new Map<string, string>();
  let current = '';
  let fence: string | undefined;
  for (const line of markdown.split(/\r?\n/)) {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1]?.slice(0, 3);
    if (mark !== undefined) fence = fence === undefined ? mark : fence === mark ? undefined : fence;
    const heading = fence === undefined ? /^## +(\S.*)$/.exec(line)?.[1]?.trim().toLowerCase() : undefined;
    if (heading !== undefined) current = heading;
    sections.set(current, heading === undefined ? `${sections.get(current) ?? ''}${line}\n` : '');
  }
  return sections;
}

/** What is filled in. */
type Subject = {
  readonly name: string;
  readonly supportedEvents: readonly EventType[];
  /** Of a source. */
  readonly sentEvents?: readonly SentEvent[] | undefined;
  readonly settingsSchema: SettingsSchema | undefined;
  readonly support: { readonly email: string; readonly url?: string | undefined } | undefined;
};

/** The page of a component, in Markdown. Lists and tables are filled in where they come first. Whoever turns it into HTML must take HTML out of it: partners wrote it. */
export function renderDocumentation(markdown: string, subject: Subject): string {
  const blocks: Readonly<Record<string, string>> = {
    name: subject.name,
    events: eventsOf(subject),
    settings: settingsTable(subject.settingsSchema),
    support: [subject.support?.email, subject.support?.url].filter((line) => line !== undefined).join(', '),
  };
  const filledIn = new Set<string>();
  return markdown.replaceAll(BLOCK, (_, block: string) => {
    // A table of settings may be long, and a page would be thousands of them. The name is short.
    if (block !== 'name' && filledIn.has(block)) return '';
    filledIn.add(block);
    return blocks[block] ?? '';
  });
}

function eventsOf({ supportedEvents, sentEvents = [] }: Subject): string {
  const sent = sentEvents.map((event) => {
    const { description } = event;
    return `- \`${labelOf(event)}\`${description === undefined ? '' : `: ${description.replaceAll(/\s+/g, ' ')}`}`;
  });
  return [...supportedEvents.map((type) => `- \`${type}\``), ...sent].join('\n');
}

function settingsTable(schema: SettingsSchema | undefined): string {
  const settings = Object.entries(schema?.properties ?? {});
  if (settings.length === 0) return 'None.';
  const rows = settings.map(([name, { title = name, type, description = '', writeOnly }]) => {
    const isRequired = schema?.required?.includes(name) === true;
    const kind = `${type}${isRequired ? ', required' : ''}${writeOnly === true ? ', secret' : ''}`;
    return `| ${cell(title)} | \`${name}\` | ${kind} | ${cell(description)} |`;
  });
  return ['| setting | key | type | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
