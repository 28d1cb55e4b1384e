import * as z from 'zod/mini';

/** A value that must be there and not be empty: a table or bucket name, a queue URL. */
export const required = z.string().check(z.minLength(1, 'must be set'));

/** A positive whole number, written in decimal. */
export const positiveInteger = z.pipe(
  z.string().check(z.regex(/^[1-9]\d{0,8}$/, 'must be a positive whole number')),
  z.transform(Number),
);

/** How many items the counters of one owner are spread over: the same for all who write and read them. Without it, the fewest. */
export const ledgerShards = z.optional(positiveInteger);

/** Names separated by commas; empty means none. */
export const commaSeparated = z.pipe(
  z.string(),
  z.transform((text: string) => text.split(',').filter((part) => part !== '')),
);

/** A JSON object of this schema. */
export function jsonOf<Schema extends z.core.$ZodType>(schema: Schema) {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text: string, context): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          context.issues.push({ code: 'custom', message: 'must be a JSON object', input: undefined });
          return z.NEVER;
        }
      }),
    ),
    schema,
  );
}

/** A JSON object whose values are strings, such as lane name -> queue URL. */
export const jsonStringMap = jsonOf(z.record(z.string(), z.string()));

/** Hosts whose requests go to another origin. Set on one machine only, by those who try a partner that is not there. */
export const localRoutes = z.optional(jsonStringMap);
