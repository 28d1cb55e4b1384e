import * as z from 'zod/mini';
import { isLonger, readMessage } from './hostile-text.ts';

// What the engine does not know of languages and time zones, and Node does.

const intlMessage = z.strictObject({
  kind: z.enum(['number', 'date', 'plural']),
  give: z.enum(['text', 'parts', 'options']),
  locales: z.array(z.string()),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** A number as text, because it may be a big one; a date in milliseconds. */
  value: z.string(),
});

const MOST_CHARACTERS = 2_048;
/** Formats are dear to make, and functions use the same ones again and again. */
const FORMATS_KEPT = 32;

type Asked = z.infer<typeof intlMessage>;
type Format = {
  readonly text: (value: string) => string;
  readonly parts: (value: string) => unknown;
  readonly options: () => unknown;
};

/** JSON of the value. `{"error"}` for what `Intl` refuses. */
export function createHostIntl(): (message: string) => string | undefined {
  const formats = new Map<string, Format>();

  const formatOf = (asked: Asked): Format => {
    const { kind, locales, options } = asked;
    const key = JSON.stringify([kind, locales, options]);
    const format = formats.get(key) ?? makeFormat(asked);
    formats.delete(key);
    formats.set(key, format);
    for (const old of [...formats.keys()].slice(0, -FORMATS_KEPT)) formats.delete(old);
    return format;
  };

  return (message) => {
    if (isLonger(message, MOST_CHARACTERS)) return undefined;
    const asked = readMessage(intlMessage, message);
    if (asked === undefined) return undefined;
    try {
      const format = formatOf(asked);
      return JSON.stringify({ value: asked.give === 'options' ? format.options() : format[asked.give](asked.value) });
    } catch (error) {
      return JSON.stringify({ error: error instanceof Error ? error.message.slice(0, 256) : 'it is refused' });
    }
  };
}

/** The language of whom says none: that of the machine is nobody's business. */
const LANGUAGE = 'en-US';

function makeFormat({ kind, locales: named, options }: Asked): Format {
  const locales = named.length === 0 ? [LANGUAGE] : named;
  if (kind === 'plural') {
    const rules = new Intl.PluralRules(locales, options);
    const text = (value: string): string => rules.select(Number(value));
    return { text, parts: text, options: () => rules.resolvedOptions() };
  }
  if (kind === 'date') {
    const dates = new Intl.DateTimeFormat(locales, { timeZone: 'UTC', ...options });
    return {
      text: (value) => dates.format(Number(value)),
      parts: (value) => dates.formatToParts(Number(value)),
      options: () => dates.resolvedOptions(),
    };
  }
  const numbers = new Intl.NumberFormat(locales, options);
  // As text, so that big numbers are whole.
  return {
    text: (value) => numbers.format(value as `${number}`),
    parts: (value) => numbers.formatToParts(Number(value)),
    options: () => numbers.resolvedOptions(),
  };
}
