// How a text of api-errors.ts becomes what somebody reads. In braces stands what differs from case to case, `{id}`, or
// from reader to reader: a program sends fields, in a shell people write options. The API and the command each have a voice.

import { API_ERRORS } from './api-errors.ts';

type Catalogue = typeof API_ERRORS;
type Status = keyof Catalogue;
export type ErrorName = { [S in Status]: keyof Catalogue[S] }[Status];

type BeforeDot<Name> = Name extends `${infer Code}.${string}` ? Code : Name;
/** For programs; does not change. */
export type ErrorCode = BeforeDot<ErrorName>;

type Template<Name extends ErrorName> = {
  [S in Status]: Name extends keyof Catalogue[S] ? Catalogue[S][Name] : never;
}[Status];
type Hole<Text> = Text extends `${string}{${infer Inside}}${infer Rest}` ? Inside | Hole<Rest> : never;
type Param<Inside> = Inside extends `list:${infer Name}` ? Name : Inside extends `${string}:${string}` ? never : Inside;

/** The values that a text wants. */
export type ErrorParams<Name extends ErrorName> = Readonly<
  Record<Param<Hole<Template<Name>>> & string, string | number>
>;

/** What went wrong: enough to say it again, to somebody else. */
export type Failure = {
  readonly name: ErrorName;
  readonly params: Readonly<Record<string, string | number>>;
};

/** How one reader is spoken to. */
export type Voice = {
  /** `{field:sourceId}`: a field of a request. */
  field(name: string): string;
  /** `{set:receivedAt=...}`: a field with its value. */
  set(name: string, value: string): string;
  /** `{list:listedAt}`: a sentence on who lists what is there, after a blank; nothing for an empty path. */
  list(path: string): string;
  /** `{say:problems}`, after a list of faults was announced; `{say:body}`, what was sent. */
  readonly say: Readonly<Record<string, string>>;
};

/** Arguments that a name wants: none for a text without holes. */
export type ParamsArgument<Name extends ErrorName> = keyof ErrorParams<Name> extends never
  ? [params?: Readonly<Record<string, never>>]
  : [params: ErrorParams<Name>];

export function failure<Name extends ErrorName>(name: Name, ...[params = {}]: ParamsArgument<Name>): Failure {
  return { name, params };
}

type Entry = { readonly name: ErrorName; readonly status: number; readonly code: ErrorCode; readonly text: string };

export const codeOf = (name: ErrorName): ErrorCode => name.split('.')[0] as ErrorCode;

/** All of them, by status. */
export const ERROR_ENTRIES: readonly Entry[] = Object.entries(API_ERRORS).flatMap(([status, texts]) =>
  Object.entries(texts as Readonly<Record<string, string>>).map(([key, text]) => {
    const name = key as ErrorName;
    return { name, status: Number(status), code: codeOf(name), text };
  }),
);

const BY_NAME: ReadonlyMap<string, Entry> = new Map(ERROR_ENTRIES.map((entry) => [entry.name, entry]));

export function statusOf(name: ErrorName): number {
  return BY_NAME.get(name)?.status ?? 500;
}

const HOLE = /\{(?:(\w+):)?([^}]+)\}/g;

/** What went wrong, in words. */
export function textOf({ name, params }: Failure, voice: Voice): string {
  const template = BY_NAME.get(name)?.text ?? name;
  return template.replaceAll(HOLE, (_, kind: string | undefined, inside: string) => {
    switch (kind) {
      case 'field':
        return voice.field(inside);
      case 'set': {
        const [field = '', value = ''] = inside.split('=');
        return voice.set(field, value);
      }
      case 'list':
        return voice.list(String(params[inside] ?? ''));
      case 'say':
        return voice.say[inside] ?? '';
      default:
        return String(params[inside] ?? '');
    }
  });
}

/** A failure that comes from elsewhere, such as a server of another version; undefined when this list does not know it. */
export function readFailure(name: unknown, params: unknown): Failure | undefined {
  const entry = typeof name === 'string' ? BY_NAME.get(name) : undefined;
  if (entry === undefined) return undefined;
  const given = Object.entries(typeof params === 'object' && params !== null ? params : {});
  const values = given.filter(
    (pair): pair is [string, string | number] => typeof pair[1] === 'string' || typeof pair[1] === 'number',
  );
  const known: Readonly<Record<string, string | number>> = Object.fromEntries(values);
  const wanted = [...entry.text.matchAll(HOLE)].flatMap(([, kind, inside = '']) =>
    kind === undefined || kind === 'list' ? [inside] : [],
  );
  return wanted.every((param) => Object.hasOwn(known, param)) ? { name: entry.name, params: known } : undefined;
}

/** For whoever calls with a program. */
export const API_VOICE: Voice = {
  field: (name) => `"${name}"`,
  set: (name, value) => `${name}=${value}`,
  list: (path) => (path === '' ? '' : ` GET ${path} lists them.`),
  say: { problems: '; see "problems".', body: 'The body' },
};

/** The text of a name with its values as they stand in the list: `There is no {what} "{id}" in {place}.` */
export function templateOf(name: ErrorName): string {
  const params = new Proxy<Record<string, string>>({}, { get: (_, param) => `{${String(param)}}` });
  return textOf({ name, params }, { ...API_VOICE, list: () => '' });
}

/** What a caller does about an error, by its status. */
export const WHAT_TO_DO: Readonly<Record<number, string>> = {
  400: 'correct the request; fields that are not known are an error too',
  401: 'another token',
  403: 'ask somebody whose role has the permission',
  404: 'it is not there, or of another workspace: the answer is the same',
  405: 'one of the methods in `Allow`',
  409: 'something is in the way, and the text says what; `conflict`: somebody changed it at the same moment, so read it again',
  412: 'read it again, and repeat the change',
  413: 'a body may have 256 KB',
  415: '`Content-Type: application/json`',
  422: 'a new key for a new request',
  428: 'send the `ETag` of what you have read as `If-Match`',
  429: 'wait as long as `Retry-After` says',
  503: 'try again in a moment; `newer_format` ends with an [update](upgrading.md#a-number-from-the-future)',
};
