import { customersSettings } from '../../../domain/workspace/customers-settings.ts';
import { KINDS } from '../../../destinations/kinds.ts';
import { componentKind, type ComponentKind } from '../../../domain/catalog/component-kinds.ts';
import type { Definition } from '../../../domain/catalog/component.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { mapSecrets } from '../../../domain/workspace/secret-settings.ts';
import { movedSecrets, type MovedSecret } from '../../../domain/workspace/moved-secrets.ts';
import { failure } from '../../../domain/base/error-texts.ts';
import { ApiError } from '../http/api-error.ts';

/**
 * What a change of a destination must give anew. What a component has put there is not the customer's: it comes with the
 * address from the same version.
 */
export function secretsToGive(before: Destination, after: Destination, given: unknown): MovedSecret[] {
  const mine = ({ secretSettings, openSettings, ...destination }: Destination) => ({
    settings: destination.componentId === undefined ? destination.settings : customersSettings(destination),
    ...{ secretSettings, openSettings },
  });
  return movedSecrets({ before: mine(before), after: mine(after), given, isSamePlace: goesWhereItWent(before, after) });
}

function goesWhereItWent(before: Destination, after: Destination): boolean {
  const [one, other] = [before, after].map(placeOf);
  return one !== undefined && one === other;
}

/**
 * Where secrets go; undefined for an address that is none. Code that has no address of its own makes one of texts among its
 * settings, such as a region or a host: whoever changes one of those gives the secrets again.
 */
function placeOf({
  kind,
  settings,
  action,
  componentId,
  secretSettings,
  openSettings,
}: Destination): string | undefined {
  const address = KINDS[kind].addressOf(settings);
  if (address !== undefined) return URL.parse(address)?.origin;
  const open = mapSecrets({ settings, secretSettings, openSettings }, () => undefined);
  const texts = Object.entries(open).filter(([, value]) => typeof value === 'string');
  return JSON.stringify([kind, action, componentId, texts.toSorted(([one], [other]) => (one < other ? -1 : 1))]);
}

/** Throws 400 when secrets would go along to an address that they were not given for. */
export function requireSecretsAnew(before: Destination, after: Destination, given: unknown): void {
  refuse('settings', secretsToGive(before, after, given));
}

/** The same for the headers and the secret that a component shares with its partner. */
export function requireConfigAnew(
  kind: ComponentKind,
  { before, after, given }: { readonly before: Definition; readonly after: Definition; readonly given: unknown },
): void {
  const isSamePlace = componentKind(kind).use?.isSamePlace(before, after) ?? true;
  const change = { before: { settings: before.config }, after: { settings: after.config } };
  refuse('config', movedSecrets({ ...change, given, isSamePlace }));
}

function refuse(part: string, moved: readonly MovedSecret[]): void {
  if (moved.length === 0) return;
  const problems = moved.map(({ path, message }) => ({ path: `${part}.${path}`, message }));
  throw new ApiError(failure('secrets_needed'), { problems });
}
