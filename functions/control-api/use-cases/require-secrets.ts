import { customersSettings } from '../../../domain/workspace/customers-settings.ts';
import { KINDS } from '../../../destinations/kinds.ts';
import { componentKind, type ComponentKind } from '../../../domain/catalog/component-kinds.ts';
import type { Definition } from '../../../domain/catalog/component.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
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
  return movedSecrets({ before: mine(before), after: mine(after), given, isSamePlace: isSameOrigin(before, after) });
}

function isSameOrigin(before: Destination, after: Destination): boolean {
  const [one, other] = [before, after].map(({ kind, settings }) => {
    const address = KINDS[kind].addressOf(settings);
    return address === undefined ? kind : URL.parse(address)?.origin;
  });
  return one !== undefined && one === other;
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
