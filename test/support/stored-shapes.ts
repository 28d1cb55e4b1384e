import { inflatePack } from './stored-records.ts';
import type { Records, StoredRecord } from './stored-records.ts';

// The shape of what is stored: which fields there are, of what they are, and whether every record has them.

/** Path -> types that occur; a path that some records lack ends with `?`. */
export type Shape = Readonly<Record<string, readonly string[]>>;
export type Shapes = Readonly<Record<string, Shape>>;

/** What is in these is up to people, or named after what was counted. */
const OPEN =
  /\b(event|settings|integrations|rejected|before|after|cases|properties|config|settingsSchema|headers|counts|launch|tile|app|definition)$/;
/** Whose attributes are counters. */
const COUNTERS = ['ledger-counts', 'config-version'];
const KEYS = ['pk', 'sk', 'expiresAt'];
/** Attributes whose text is JSON. */
const JSON_TEXT = /^[[{]/;

export function shapesOf(records: Records): Shapes {
  return Object.fromEntries(Object.entries(records).map(([format, found]) => [format, shapeOf(format, found)]));
}

function shapeOf(format: string, records: readonly StoredRecord[]): Shape {
  const seen = records.map((record) => pathsOf(fieldsOf(format, record), COUNTERS.includes(format)));
  const types = new Map<string, Set<string>>();
  for (const paths of seen) {
    for (const [path, type] of paths) types.set(path, (types.get(path) ?? new Set()).add(type));
  }
  return Object.fromEntries(
    [...types]
      .toSorted(([one], [two]) => one.localeCompare(two))
      .map(([path, found]) => {
        const isInAll = seen.every((paths) => paths.has(path));
        return [isInAll ? path : `${path}?`, [...found].toSorted()];
      }),
  );
}

function fieldsOf(format: string, record: StoredRecord): unknown {
  if (typeof record === 'string') return format === 'pack' ? inflatePack(record) : JSON.parse(record);
  const attributes = Object.entries(record).filter(([name]) => !KEYS.includes(name));
  return Object.fromEntries(attributes.map(([name, value]) => [name, plain(value)]));
}

function plain(value: object): unknown {
  const [[type, content] = ['', undefined]] = Object.entries(value) as [string, unknown][];
  if (type === 'N') return Number(content);
  return type === 'S' && JSON_TEXT.test(String(content)) ? JSON.parse(String(content)) : content;
}

/** Of a list, what its items have in common and apart. */
function pathsOf(value: unknown, isOpen: boolean, path = ''): Map<string, string> {
  if (value === null || typeof value !== 'object') return new Map([[path, value === null ? 'null' : typeof value]]);
  const kind = Array.isArray(value) ? 'list' : 'object';
  const own = new Map([[path, kind]]);
  if (isOpen || OPEN.test(path)) return own;
  const inner = Array.isArray(value)
    ? value.map((item: unknown) => [`${path}[]`, item] as const)
    : Object.entries(value).map(
        ([name, field]: [string, unknown]) => [path === '' ? name : `${path}.${name}`, field] as const,
      );
  return new Map([...own, ...inner.flatMap(([at, item]) => [...pathsOf(item, false, at)])]);
}

const bare = (path: string): string => path.replace(/\?$/, '');

/** What two sets of records have, together. */
export function united(one: Shapes, two: Shapes): Shapes {
  const formats = [...new Set([...Object.keys(one), ...Object.keys(two)])].toSorted();
  return Object.fromEntries(formats.map((format) => [format, unitedShape(one[format], two[format])]));
}

function unitedShape(one: Shape | undefined, two: Shape | undefined): Shape {
  if (one === undefined || two === undefined) return one ?? two ?? {};
  const paths = [...new Set([...Object.keys(one), ...Object.keys(two)].map(bare))].toSorted();
  return Object.fromEntries(
    paths.map((path) => {
      const types = [one, two].flatMap((shape) => [...(shape[path] ?? []), ...(shape[`${path}?`] ?? [])]);
      const isInAll = path in one && path in two;
      return [isInAll ? path : `${path}?`, [...new Set(types)].toSorted()];
    }),
  );
}

/** In which ways records are of no shape that is known, in sentences. */
export function strangeness(known: Shapes, found: Shapes): string[] {
  return Object.entries(found).flatMap(([format, shape]) => {
    const expected = known[format];
    if (expected === undefined) return [`${format} is not known`];
    const all = Object.fromEntries(Object.entries(expected).map(([path, types]) => [bare(path), types]));
    const added = Object.entries(shape).flatMap(([path, types]) =>
      types
        .filter((type) => !all[bare(path)]?.includes(type))
        .map((type) => `${format}: ${bare(path) || 'it'} is a ${type}`),
    );
    const missing = Object.keys(expected).filter((path) => !path.endsWith('?') && !(path in shape));
    return [...added, ...missing.map((path) => `${format}: not every one has ${path}`)];
  });
}
