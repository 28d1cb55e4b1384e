// The fields that a source sends, out of its schema and its last events: what a filter can ask for, and what is completed
// while one is typed.

import type { DataOf } from '../../../../client/api-client.ts';
import { isSame } from '../../../../domain/base/differences.ts';
import { printPath } from '../../../../domain/fql/syntax.ts';

export type SchemaEvent = DataOf<'GET /sources/{sourceId}/schema'>['events'][number];
export type Sample = Readonly<Record<string, unknown>>;

export const idOf = ({ messageId }: Sample): string => (typeof messageId === 'string' ? messageId : '');

export type SentField = {
  /** As FQL writes it. */
  readonly path: string;
  readonly types: readonly string[];
  /** In what part of the events about; undefined where only the last events say so. */
  readonly share: number | undefined;
  readonly examples: readonly unknown[];
};

const EXAMPLES = 3;
const DEPTH = 4;

/** The most frequent first. */
export function fieldsOf(events: readonly SchemaEvent[], samples: readonly Sample[]): SentField[] {
  const inSamples = fieldsOfSamples(samples);
  const inSchema = fieldsOfSchema(events);
  const paths = [...new Set([...inSchema.keys(), ...inSamples.keys()])];
  return paths
    .map((path) => {
      const [known, seen] = [inSchema.get(path), inSamples.get(path)];
      return {
        path,
        types: [...new Set([...(known?.types ?? []), ...(seen?.types ?? [])])],
        share: known?.share ?? (seen === undefined ? undefined : seen.count / Math.max(samples.length, 1)),
        examples: seen?.examples ?? [],
      };
    })
    .sort(
      (one, other) =>
        rankOf(one.path) - rankOf(other.path) ||
        (other.share ?? 0) - (one.share ?? 0) ||
        (one.path < other.path ? -1 : 1),
    );
}

/** What people filter by comes before what every event has and nobody chooses by. */
const FIRST = ['event', 'type', 'userId'];
const LATE = /^(messageId|projectId|version|channel|writeKey|.*[tT]imestamp|sentAt|receivedAt)$/;

function rankOf(path: string): number {
  const first = FIRST.indexOf(path);
  if (first !== -1) return first - FIRST.length;
  return LATE.test(path) ? 1 : 0;
}

/** Which part of the event the schema tells of. */
const PAYLOADS: Readonly<Record<string, string>> = { identify: 'traits', group: 'traits' };

function fieldsOfSchema(events: readonly SchemaEvent[]) {
  const all = events.reduce((sum, { count }) => sum + count, 0);
  const found = new Map<string, { types: Set<string>; count: number }>();
  for (const { type, count, properties } of events) {
    for (const { path, types } of properties) {
      const name = printPath([PAYLOADS[type] ?? 'properties', ...path.split('.')]);
      const field = found.get(name) ?? { types: new Set(), count: 0 };
      for (const each of types) field.types.add(each);
      found.set(name, { ...field, count: field.count + count });
    }
  }
  return new Map(
    [...found].map(([path, { types, count }]) => [path, { types: [...types], share: all === 0 ? 0 : count / all }]),
  );
}

type Seen = { readonly types: string[]; readonly examples: unknown[]; readonly count: number };

function fieldsOfSamples(samples: readonly Sample[]): Map<string, Seen> {
  const found = new Map<string, Seen>();
  for (const sample of samples) {
    for (const [path, value] of leavesOf(sample, [])) {
      const { types, examples, count } = found.get(path) ?? { types: [], examples: [], count: 0 };
      const type = typeOf(value);
      found.set(path, {
        types: types.includes(type) ? types : [...types, type],
        examples:
          examples.length >= EXAMPLES || examples.some((known) => isSame(known, value))
            ? examples
            : [...examples, value],
        count: count + 1,
      });
    }
  }
  return found;
}

function leavesOf(value: Sample, above: readonly string[]): (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = [...above, name];
    const isOpen = typeof inner === 'object' && inner !== null && !Array.isArray(inner) && path.length < DEPTH;
    return isOpen ? leavesOf(inner as Sample, path) : [[printPath(path), inner] as const];
  });
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

const WORDS: Readonly<Record<string, string>> = { string: 'text', boolean: 'true or false', null: 'nothing' };

export const typeWord = (type: string): string => WORDS[type] ?? type;
