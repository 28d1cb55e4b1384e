// Which settings of a destination are secret: they can be written and never read back. API answers and the audit log mask
// them by this, and a change without them keeps them.

/** What stands where a secret is. Sent back in a change, it keeps the secret. */
export type SecretMark = { readonly set: true; readonly changed?: true };

type Settings = Readonly<Record<string, unknown>>;

/** Partners' own settings have names of any kind; these are taken to be secrets. */
const SECRET_NAME = /secret|token|passw|api[-_]?key|private[-_]?key|credential/i;

/** Whether a setting of this name is taken to be a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** All values of these are secret, whatever their names. */
const SECRET_GROUPS: ReadonlySet<string> = new Set(['headers']);

/** Settings as they may be shown. With `before`, a secret that is not what it was is marked as changed. */
export function maskSettings(settings: Settings, before?: Settings, secrets: readonly string[] = []): Settings {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      secrets.includes(name) ? markOf(value, before?.[name]) : maskValue(name, value, before?.[name]),
    ]),
  );
}

function maskValue(name: string, value: unknown, before: unknown): unknown {
  if (SECRET_NAME.test(name)) return markOf(value, before);
  if (!isObject(value)) return Array.isArray(value) ? value.map((item) => maskValue('', item, undefined)) : value;
  const earlier = isObject(before) ? before : undefined;
  if (!SECRET_GROUPS.has(name)) return maskSettings(value, earlier);
  return Object.fromEntries(Object.entries(value).map(([key, secret]) => [key, markOf(secret, earlier?.[key])]));
}

function markOf(value: unknown, before: unknown): SecretMark {
  return before === undefined || JSON.stringify(value) === JSON.stringify(before)
    ? { set: true }
    : { set: true, changed: true };
}

/** The secrets themselves, to be struck out where a destination repeats them. */
export function secretValues(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (SECRET_NAME.test(name) || SECRET_GROUPS.has(name)) return textsIn(value);
    if (Array.isArray(value)) return value.flatMap((item) => (isObject(item) ? secretValues(item) : []));
    return isObject(value) ? secretValues(value) : [];
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Settings after a change: what it does not name stays, `null` takes away, a mark keeps the secret that is there. */
export function mergeSettings(settings: Settings, patch: Settings): Settings {
  const merged = new Map(Object.entries(settings));
  for (const [name, value] of Object.entries(patch)) {
    const present = merged.get(name);
    if (value === null) merged.delete(name);
    else if (isMark(value)) continue;
    else if (isObject(value)) merged.set(name, mergeSettings(isObject(present) ? present : {}, value));
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

/**
 * Settings as a whole whose marks are replaced by the secrets that are there, and the paths of those that are not.
 * `secrets` are names that are secret whatever they are.
 */
export function fillSecrets(
  settings: Settings,
  stored: Settings,
  secrets: readonly string[] = [],
): { filled: Settings; missing: string[] } {
  return fill(settings, stored, (name) => SECRET_NAME.test(name) || secrets.includes(name));
}

function fill(
  settings: Settings,
  stored: Settings,
  isSecret: (name: string) => boolean,
): { filled: Settings; missing: string[] } {
  const missing: string[] = [];
  const fields = Object.entries(settings).flatMap(([name, value]): (readonly [string, unknown])[] => {
    const before = stored[name];
    if (isSecret(name)) {
      if (!isMark(value)) return [[name, value]];
      if (before === undefined) missing.push(name);
      return before === undefined ? [] : [[name, before]];
    }
    if (!isObject(value)) return [[name, value]];
    const inner = fill(
      value,
      isObject(before) ? before : {},
      (inside) => SECRET_GROUPS.has(name) || SECRET_NAME.test(inside),
    );
    missing.push(...inner.missing.map((path) => `${name}.${path}`));
    return [[name, inner.filled]];
  });
  return { filled: Object.fromEntries(fields), missing };
}

export function isMark(value: unknown): value is SecretMark {
  return (
    isObject(value) && value['set'] === true && Object.keys(value).every((key) => ['set', 'changed'].includes(key))
  );
}

function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
