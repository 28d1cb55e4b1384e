// How a stored form says its number, and how an older one becomes that of now. stored-formats.ts lists the formats and
// what leads from each form to the next; docs/upgrading.md is for people.

/** A document, a line or an item as it is stored, or a part of it that has fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** What leads from one form of a format to the next, and back. The way back is what a release writes that only reads it. */
export type Step = { readonly upgrade: (older: Fields) => Fields; readonly downgrade: (newer: Fields) => Fields };

/** Where items of a format lie in the control table: beginnings of keys. A partition without `#` at its end is the whole. */
export type Place = { readonly pk: string; readonly sk?: string };

export type Format = {
  /** One of it, in a sentence. */
  readonly name: string;
  /** The number that is written: that of the newest form, or one less in the release that learns to read it. */
  readonly writes: number;
  /** The first leads from form 1 to form 2. */
  readonly steps: readonly Step[];
  readonly places: readonly Place[];
  /** The first form that can say what is in a record: it is written in that one where `writes` is an older one. */
  readonly needs?: (document: Fields) => number;
  /** Forms that were stored before there were numbers, to form 1. */
  readonly complete?: (stored: Fields) => Fields;
};

/**
 * Something was stored by a later release. It stays as it is: a message comes again, and whoever wanted a document is told.
 */
export class NewerFormatError extends Error {
  override readonly name = 'NewerFormatError';
  /** What it is, in a sentence; its number, and the highest that is read here. */
  readonly found: { readonly what: string; readonly number: number; readonly newest: number };
  constructor(found: NewerFormatError['found']) {
    const { what, number, newest } = found;
    super(
      `This is ${what} that was written by a newer version of Penstock; it has the format ${number}, and this version reads up to ${newest}. Nothing is lost: install that version, or one after it.`,
    );
    this.found = found;
  }
}

/** The field of JSON, and the attribute of an item, that has the number. Form 1 has none. */
export const FORMAT_FIELD = 'format';

/** 1 for what says nothing: so it was before there were numbers. */
function numberOf(stored: Fields): number {
  const value = stored[FORMAT_FIELD];
  if (value === undefined) return 1;
  // An attribute of DynamoDB is an object that has a number as text.
  const text = typeof value === 'object' && value !== null && 'N' in value ? value.N : value;
  return Number(text);
}

export type FormatReader<Name extends string> = {
  /** Throws `NewerFormatError` when nothing here can read this number, or it is none. */
  readonly requireReadable: (format: Name, number: number) => void;
  /** The form of now of what was stored, without its number. `number`: where another place has it. */
  readonly upgrade: <T>(format: Name, stored: Fields | T, number?: number) => T;
  /** In the form that this release writes, without a number: for what has it elsewhere. */
  readonly written: <T extends object>(format: Name, document: T) => T | Fields;
  /** What is stored as JSON: in the form that this release writes, with its number. */
  readonly numbered: <T extends object>(format: Name, document: T) => T | Fields;
  /** The same of an item of DynamoDB, whose keys are no part of its form. */
  readonly numberedItem: <T extends object>(format: Name, item: T) => T;
  /** The number that is written, of this record. */
  readonly numberWritten: (format: Name, document?: object) => number;
};

/** Reads and writes by a list of formats. */
export function createFormatReader<Name extends string>(formats: Readonly<Record<Name, Format>>): FormatReader<Name> {
  function requireReadable(format: Name, number: number): void {
    const { name, steps } = formats[format];
    const newest = steps.length + 1;
    if (Number.isInteger(number) && number >= 1 && number <= newest) return;
    throw new NewerFormatError({ what: name, number, newest });
  }

  function numberWritten(format: Name, document?: object): number {
    const { writes, needs } = formats[format];
    return needs === undefined || document === undefined ? writes : Math.max(writes, needs(document as Fields));
  }

  function written<T extends object>(format: Name, document: T): T | Fields {
    const later = formats[format].steps.slice(numberWritten(format, document) - 1);
    return later.length === 0
      ? document
      : later.reduceRight<Fields>((newer, { downgrade }) => downgrade(newer), { ...document } as Fields);
  }

  return {
    requireReadable,
    written,
    upgrade<T>(format: Name, stored: Fields | T, given?: number): T {
      const fields = stored as Fields;
      const number = given ?? numberOf(fields);
      const { steps, complete } = formats[format];
      requireReadable(format, number);
      // Most of what is read has the form of now: it comes back as it is.
      const first = FORMAT_FIELD in fields ? withoutNumber(fields) : fields;
      const numbered = number === 1 && complete !== undefined ? complete(first) : first;
      // Only what passed the schema of its time is ever written, and each step leads to the next: nothing is checked again.
      return steps.slice(number - 1).reduce<Fields>((older, { upgrade }) => upgrade(older), numbered) as T;
    },
    numbered<T extends object>(format: Name, document: T): T | Fields {
      const number = numberWritten(format, document);
      const form = written(format, document);
      return number === 1 ? form : { ...form, [FORMAT_FIELD]: number };
    },
    numberedItem<T extends object>(format: Name, item: T): T {
      const number = numberWritten(format, item);
      const form = written(format, item) as T;
      return number === 1 ? form : { ...form, [FORMAT_FIELD]: { N: String(number) } };
    },
    numberWritten,
  };
}

function withoutNumber(fields: Fields): Fields {
  const { [FORMAT_FIELD]: _number, ...rest } = fields;
  return rest;
}
