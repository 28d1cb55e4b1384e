import type * as z from 'zod/mini';

// What a guest says is text, and may be anything. Sizes are looked at first, then the form.

const LONGEST_CHARACTER_BYTES = 3;

/** Whether a text is longer than so many bytes, without a look at each character where that can be told. */
export function isLonger(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  return text.length * LONGEST_CHARACTER_BYTES > bytes && Buffer.byteLength(text) > bytes;
}

/** JSON of a form; undefined for everything else. */
export function readMessage<Schema extends z.ZodMiniType>(schema: Schema, text: string): z.output<Schema> | undefined {
  try {
    const { success, data } = schema.safeParse(JSON.parse(text));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}
