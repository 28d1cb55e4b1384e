// What a partner says of a component of the kind `stream`: which events it sends, and requests with which it is tried.
// Customers are shown the events; the test suite runs the requests and holds what comes of them against the events.

import * as z from 'zod/mini';
import type { ComponentUse } from '../../destinations/kind.ts';
import { connectForCode } from '../workspace/settings-size.ts';

/** What events of each type are told apart by: `event` of a track call, `name` of a page or a screen. */
const NAMED_TYPES = ['track', 'page', 'screen'] as const;
/** A source sends no `delete`: that is for the customer's own servers. */
const SENT_TYPES = [...NAMED_TYPES, 'identify', 'group', 'alias'] as const;

const MAX_SENT_EVENTS = 200;
const MAX_SAMPLE_REQUESTS = 20;
const MAX_SAMPLE_CHARACTERS = 16_000;

const text = (most: number) => z.string().check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(most));

const sentEvent = z
  .strictObject({
    type: z.enum(SENT_TYPES),
    /** Of a track call what happened; of a page or a screen its name, where it has one. */
    name: z.optional(text(200)),
    description: z.optional(text(1_000)),
  })
  .check(
    z.refine(({ type, name }) => type !== 'track' || name !== undefined, {
      path: ['name'],
      error: 'is needed: what happened',
    }),
    z.refine(({ type, name }) => name === undefined || isNamed(type), {
      path: ['name'],
      error: 'is for track, page and screen only',
    }),
  );

export type SentEvent = z.output<typeof sentEvent>;

/** What of an event is compared with what was declared. */
export type SeenEvent = { readonly type: string; readonly name?: string | undefined };

const isNamed = (type: string): boolean => NAMED_TYPES.some((named) => named === type);
const keyOf = ({ type, name = '' }: SeenEvent): string => `${type}#${isNamed(type) ? name : ''}`;
const isUnique = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;

/** A request as the partner's system makes it. A body that is no text is sent as its JSON. */
const sampleRequest = z.strictObject({
  name: text(100),
  method: z.optional(z.enum(['GET', 'POST'])),
  /** What follows the address, such as `?topic=orders`. */
  query: z.optional(z.string().check(z.maxLength(2_000), z.regex(/^\?/, 'must begin with "?"'))),
  headers: z.optional(z.record(z.string().check(z.maxLength(256)), z.string().check(z.maxLength(8_192)))),
  body: z.optional(
    z
      .unknown()
      .check(
        z.refine(
          (body) => textOfBody(body).length <= MAX_SAMPLE_CHARACTERS,
          `must have at most ${MAX_SAMPLE_CHARACTERS} characters`,
        ),
      ),
  ),
});

export type SampleRequest = z.output<typeof sampleRequest>;

/** The body of a request as it is sent. */
export function textOfBody(body: unknown): string {
  return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
}

/** What a version of a source kind says beside what all do. */
export const sourceFields = {
  /** Every event that it sends, for customers. */
  sentEvents: z.array(sentEvent).check(
    z.maxLength(MAX_SENT_EVENTS),
    z.refine((events) => isUnique(events.map(keyOf)), 'must not name an event twice'),
  ),
  /** Requests with which its code is tried. */
  sampleRequests: z.array(sampleRequest).check(
    z.maxLength(MAX_SAMPLE_REQUESTS),
    z.refine((requests) => isUnique(requests.map(({ name }) => name)), 'must not have a name twice'),
  ),
};

/** Whether an event is one of those that were declared. A page or a screen without a name stands for all of its type. */
export function isDeclared(declared: readonly SentEvent[], event: SeenEvent): boolean {
  const keys = new Set(declared.map(keyOf));
  return keys.has(keyOf(event)) || (event.type !== 'track' && keys.has(keyOf({ type: event.type })));
}

/** `track Order Completed` */
export const labelOf = ({ type, name }: SeenEvent): string =>
  name === undefined || name === '' ? type : `${type} ${name}`;

/** How a stream is connected: as a source, with an address where it has code, and with a write key where it has none. */
export const streamUse: ComponentUse = {
  config: z.strictObject({
    /** Whether who sends a request is answered with what the code returns. */
    reply: z.optional(z.boolean()),
  }),
  codeType: 'source',
  problems: ({ config, code }) =>
    config['reply'] === true && code === undefined
      ? ['config.reply is true, and there is no code that could answer: give it code, or take reply away.']
      : [],
  connect: (_, given) => connectForCode(given),
  ownSettings: new Set(),
  shownSettings: () => [],
  // Requests come to Penstock, and the partner's secrets go nowhere.
  isSamePlace: () => true,
};
