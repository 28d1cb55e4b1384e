import type { Definition } from '../../../domain/catalog/component.ts';
import { keepSecrets } from '../../shared/secrets/keep-secrets.ts';
import type { Secretive } from '../../shared/secrets/secret-box.ts';
import type { ApiContext } from '../http/context.ts';

// What a component shares with its partner, headers and the secret that signs, is stored as secrets of destinations are.

/** No destination has an id with a slash: what is encrypted for the one cannot be decrypted as the other. */
function boxOf(componentId: string, { config }: Definition): Secretive {
  return { id: `component/${componentId}`, settings: config };
}

/** A definition with its configuration as the partner wrote it. */
export async function openDefinition(
  { secrets }: Pick<ApiContext, 'secrets'>,
  componentId: string,
  definition: Definition,
): Promise<Definition> {
  const { settings: config } = await secrets.open(boxOf(componentId, definition));
  return { ...definition, config };
}

/**
 * A definition as it is stored. `before` is the stored one that it comes from: a secret that is the same stays the same
 * encrypted one, so that logs and reviewers see what has changed.
 */
export async function sealDefinition(
  { secrets }: Pick<ApiContext, 'secrets'>,
  componentId: string,
  { definition, before }: { definition: Definition; before?: Definition },
): Promise<Definition> {
  const earlier = before === undefined ? undefined : boxOf(componentId, before);
  const kept = await keepSecrets(secrets, boxOf(componentId, definition), earlier);
  const { settings: config } = await secrets.seal(kept, earlier);
  return { ...definition, config };
}
