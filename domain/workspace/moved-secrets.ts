// Secrets are given for an address. Who may write a destination, or a component, and not read its secrets must not get them
// by having them sent elsewhere, or by making settings of them that are shown. The control API asks here at every change.

import { isMark, mapSecrets, type Decided } from './secret-settings.ts';

type Settings = Readonly<Record<string, unknown>>;
type Holder = Decided & { readonly settings: Settings };

/** A change of settings, with secrets as people wrote them. */
export type SettingsChange = {
  readonly before: Holder;
  readonly after: Holder;
  /** What was sent: a secret that is in it was given anew, also if it is the same. */
  readonly given: unknown;
  /** Whether events go where they went, as far as it matters. */
  readonly isSamePlace: boolean;
};

export type MovedSecret = { readonly path: string; readonly message: string };

/** The secrets that nobody has given anew although they would go elsewhere or be shown, and why they must be. */
export function movedSecrets({ before, after, given, isSamePlace }: SettingsChange): MovedSecret[] {
  const kept = secretPaths(before).filter((path) => at(after.settings, path) !== undefined && !isGiven(given, path));
  const secrets = new Set(secretPaths(after).map(keyOf));
  return kept.flatMap((path): MovedSecret[] => {
    const name = path.join('.');
    if (!secrets.has(keyOf(path))) return [{ path: name, message: 'is not secret any more here: give it again' }];
    return isSamePlace
      ? []
      : [{ path: name, message: 'must be given again, because it could go elsewhere than it did' }];
  });
}

type Path = readonly string[];
const keyOf = (path: Path): string => JSON.stringify(path);

function secretPaths({ settings, secretSettings, openSettings }: Holder): Path[] {
  const found: Path[] = [];
  mapSecrets({ settings, secretSettings, openSettings }, (_secret, _before, path) => found.push(path));
  return found;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, name) => {
    const isHolder = typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name);
    return isHolder ? (inner as Settings)[name] : undefined;
  }, value);
}

function isGiven(given: unknown, path: Path): boolean {
  const value = at(given, path);
  return value !== undefined && !isMark(value);
}
