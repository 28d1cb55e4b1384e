// How large the settings of a destination may be. They are read whenever events are fanned out.

import * as z from 'zod/mini';
import type { Filled } from '../../destinations/kind.ts';

/** Of all settings of a destination, as JSON. */
export const MAX_SETTINGS_BYTES = 16 * 1024;

/** What is wrong with the size of settings, if something is. */
export function settingsSizeProblem(settings: Readonly<Record<string, unknown>>): string | undefined {
  const bytes = bytesOfJson(settings);
  return bytes > MAX_SETTINGS_BYTES
    ? `must be at most ${MAX_SETTINGS_BYTES} bytes of JSON; these are ${bytes}`
    : undefined;
}

export function bytesOfJson(value: object): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/** Settings for code, whose names are for others to know. */
export const settingsForCode = z.record(z.string(), z.unknown()).check((context) => {
  const message = settingsSizeProblem(context.value);
  if (message !== undefined) context.issues.push({ code: 'custom', message, path: [], input: context.value });
});

/** What a component that is code makes of the settings of a customer: its code is given them. */
export function connectForCode(settings: Readonly<Record<string, unknown>>): Filled {
  const message = settingsSizeProblem(settings);
  return message === undefined ? { ok: true, settings } : { ok: false, message };
}
