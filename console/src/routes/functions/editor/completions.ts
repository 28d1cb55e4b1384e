// What the editor of a function offers: handlers, fields of the event that is tried, settings, errors, and what there is
// beside JavaScript.

import {
  snippetCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { HANDLERS, REQUEST_HANDLER } from '../../../../../domain/functions/function-call.ts';
import { LIBRARY_NAMES } from '../../../../../domain/functions/function-libraries.ts';

export type Known = {
  /** The event that is tried: its fields are offered, whatever they are. */
  readonly event: Readonly<Record<string, unknown>> | undefined;
  /** Names of the settings that the function asks for, with their types. */
  readonly settings: Readonly<Record<string, { readonly type: string }>>;
};

/** What throwing each of them means for the event. */
export const ERRORS: Readonly<Record<string, string>> = {
  RetryError: 'tried again; { retryAfter: 30 } says when',
  ValidationError: 'discarded: it can never be used',
  InvalidEventPayload: 'discarded: it can never be used',
  EventNotSupported: 'discarded: not this type of event',
  DropEvent: 'dropped, and no failure',
};

/** Of every event, whatever its type. */
export const EVENT_FIELDS: Readonly<Record<string, string>> = {
  type: "'track' | 'identify' | …",
  messageId: 'string',
  timestamp: 'string',
  receivedAt: 'string',
  userId: 'string, or none',
  anonymousId: 'string, or none',
  event: 'string, of track',
  name: 'string, of page and screen',
  properties: 'object, or none',
  traits: 'object, or none',
  context: 'object, or none',
};

/** Of what a source function is called with, and of what it makes events by. */
export const REQUEST_FIELDS: readonly string[] = ['method', 'url', 'headers', 'json()', 'text()', 'bytes()'];
export const SEGMENT_CALLS: readonly string[] = ['track', 'identify', 'page', 'screen', 'group', 'alias', 'set'];

export const GLOBALS: readonly string[] = [
  ...['fetch', 'Headers', 'Request', 'Response', 'FormData', 'AbortController', 'URL', 'URLSearchParams'],
  ...['TextEncoder', 'TextDecoder', 'atob', 'btoa', 'structuredClone', 'console', 'setTimeout', 'clearTimeout'],
  ...['crypto', 'zlib', 'cache', 'Intl', ...LIBRARY_NAMES],
];

const REQUESTS: readonly Completion[] = [
  snippetCompletion(`async function ${REQUEST_HANDLER}(request, settings) {\n\t\${}\n}`, {
    ...{ label: REQUEST_HANDLER, detail: 'called for requests', type: 'function' },
  }),
];

const handlersOf = (type: string): readonly Completion[] => (type === 'source' ? REQUESTS : eventHandlers(type));

const eventHandlers = (type: string): readonly Completion[] =>
  [...Object.entries(HANDLERS)].map(([of, name]) =>
    snippetCompletion(
      `async function ${name}(event, settings) {\n\t\${${type === 'insert' ? 'return event;' : ''}}\n}`,
      {
        label: name,
        detail: `called for ${of} events`,
        type: 'function',
      },
    ),
  );

const errors: readonly Completion[] = Object.entries(ERRORS).map(([name, means]) =>
  snippetCompletion(`${name}('\${why}')`, { label: name, detail: means, type: 'class' }),
);

const globals: readonly Completion[] = GLOBALS.map((label) => ({ label, type: 'variable' }));

/** `type`: of the function. */
export function completionsAt(context: CompletionContext, known: Known, type: string): CompletionResult | null {
  const path = context.matchBefore(/\b(?:event|settings|request|Segment)(?:\??\.[\w$]*)+/);
  if (path !== null) return fieldsAt(context, path.text, known);
  // A field of something else, of which nothing is known.
  if (context.matchBefore(/\.\s*[\w$]*/) !== null) return null;
  const word = context.matchBefore(/[\w$]+/);
  if (word === null && !context.explicit) return null;
  const from = word?.from ?? context.pos;
  const isThrown = context.matchBefore(/\bnew\s+[\w$]*/) !== null;
  const isOutermost = context.matchBefore(/(?:^|\n)[ \t]*[\w$]*/) !== null && depthAt(context) === 0;
  return {
    from,
    validFor: /^[\w$]*$/,
    options: [
      ...(isOutermost ? handlersOf(type) : []),
      ...(isThrown ? errors : []),
      ...globals,
      ...(isThrown ? [] : errors.map(({ label, detail = '' }) => ({ label, detail, type: 'class' }))),
      ...(type === 'source' ? ['request', 'settings', 'Segment'] : ['event', 'settings']).map((label) => ({
        ...{ label, type: 'variable' },
      })),
    ],
  };
}

/** How many braces are open before it; those in texts are counted too, which does little harm. */
function depthAt({ state, pos }: CompletionContext): number {
  const before = state.sliceDoc(0, pos);
  return before.split('{').length - before.split('}').length;
}

function fieldsAt({ pos }: CompletionContext, text: string, known: Known): CompletionResult | null {
  const [root = '', ...names] = text.split(/\??\./);
  const typed = names.at(-1) ?? '';
  const options = root === 'event' ? fieldsOfEvent(names.slice(0, -1), known.event) : namesOf(root, names, known);
  return options.length === 0 ? null : { from: pos - typed.length, validFor: /^[\w$]*$/, options };
}

/** Of what has fields, and no fields of fields. */
function namesOf(root: string, { length }: readonly string[], { settings }: Known): Completion[] {
  if (length > 1) return [];
  if (root !== 'settings') {
    return (root === 'request' ? REQUEST_FIELDS : SEGMENT_CALLS).map((label) => ({ label, type: 'property' }));
  }
  return Object.entries(settings).map(([label, { type }]) => ({ label, detail: type, type: 'property' }));
}

function fieldsOfEvent(path: readonly string[], event: Known['event']): Completion[] {
  const inside = path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), event);
  const seen = isRecord(inside) ? inside : {};
  const names = [...new Set([...Object.keys(seen), ...(path.length === 0 ? Object.keys(EVENT_FIELDS) : [])])];
  return names
    .filter((name) => /^[A-Za-z_$][\w$]*$/.test(name))
    .map((label) => ({
      ...{ label, type: 'property' },
      detail: seen[label] === undefined ? (EVENT_FIELDS[label] ?? '') : shownValue(seen[label]),
    }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SHOWN_CHARACTERS = 32;

/** A value as it is in the event that is tried. */
function shownValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
