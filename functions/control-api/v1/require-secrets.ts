import { customersSettings } from '../../../domain/connect-component.ts';
import type { Definition } from '../../../domain/component.ts';
import type { Destination } from '../../../domain/destination.ts';
import { movedSecrets, type MovedSecret } from '../../../domain/moved-secrets.ts';
import { isSameEndpointOrigin } from '../../../domain/webhook-endpoint.ts';
import { ApiProblem } from './problem.ts';

/**
 * What a change of a destination must give anew. What a component has put there is not the customer's: it comes with the
 * address from the same version.
 */
export function secretsToGive(before: Destination, after: Destination, given: unknown): MovedSecret[] {
  const mine = (destination: Destination): Destination =>
    destination.componentId === undefined
      ? destination
      : { ...destination, settings: { ...customersSettings(destination), url: destination.settings.url } };
  return movedSecrets({ before: mine(before), after: mine(after), given });
}

/** Throws 400 when secrets would go along to an address that they were not given for. */
export function requireSecretsAnew(before: Destination, after: Destination, given: unknown): void {
  refuse('settings', secretsToGive(before, after, given));
}

/** The same for the headers and the secret that a component shares with its partner. */
export function requireConfigAnew(before: Definition, after: Definition, given: unknown): void {
  const endpointOf = ({ config: { url }, settingsSchema }: Definition) => ({ url, settingsSchema });
  const isSamePlace = isSameEndpointOrigin(endpointOf(before), endpointOf(after));
  const change = { before: { settings: before.config }, after: { settings: after.config } };
  refuse('config', movedSecrets({ ...change, given, isSamePlace }));
}

function refuse(part: string, moved: readonly MovedSecret[]): void {
  if (moved.length === 0) return;
  const problems = moved.map(({ path, message }) => ({ path: `${part}.${path}`, message }));
  const detail = 'Secrets stay where they were given for; see "problems".';
  throw new ApiProblem(400, 'secrets_needed', { detail, problems });
}
