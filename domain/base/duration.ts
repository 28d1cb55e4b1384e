// Durations as people write them in a workspace file: 4h, 90s, 500ms.

import * as z from 'zod/mini';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a text such as `18s` or `1.5h`; undefined when it is none. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, amount, unit] = match;
  const durationMs = Math.round(Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]);
  return Number.isFinite(durationMs) ? durationMs : undefined;
}

/** The shortest way to write a duration, such as `4h`. */
export function formatDuration(durationMs: number): string {
  const units = Object.entries(UNIT_MS).reverse();
  const [unit, unitMs] = units.find(([, size]) => durationMs % size === 0 && durationMs >= size) ?? ['ms', 1];
  return `${durationMs / unitMs}${unit}`;
}

const MUST_BE = 'must be a duration such as 4h, 30m, 18s or 500ms';

/** A duration text that is kept as it is. */
export const durationKept = z
  .string({ error: MUST_BE })
  .check(z.refine((text) => parseDurationMs(text) !== undefined, MUST_BE));

/** A duration text, read as milliseconds. */
export const durationText = z.pipe(
  z.string({ error: MUST_BE }),
  z.transform((text: string, context): number => {
    const duration = parseDurationMs(text);
    if (duration !== undefined) return duration;
    const message = `"${text.slice(0, 40)}" is not a duration; write one such as 4h, 30m, 18s or 500ms`;
    context.issues.push({ code: 'custom', message, input: text });
    return z.NEVER;
  }),
);
