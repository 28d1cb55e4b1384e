// How large the settings of a destination may be. They are read whenever events are fanned out.

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
