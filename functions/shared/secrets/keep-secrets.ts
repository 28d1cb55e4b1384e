import pLimit from 'p-limit';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { mapAllSecrets } from '../../../domain/workspace/insert.ts';
import type { Source } from '../../../domain/workspace/workspace.ts';
import { hasSettings, type SecretBox, type Secretive } from './secret-box.ts';

type Resource = Source | Destination;

const DECRYPTED_AT_ONCE = 10;

/** Many sources or destinations as people wrote them. */
export function openAll<T extends Resource>(secrets: SecretBox, resources: readonly T[]): Promise<T[]> {
  const limit = pLimit(DECRYPTED_AT_ONCE);
  return Promise.all(resources.map((resource) => limit(() => openOne(secrets, resource))));
}

/** One as people wrote it. A source has secrets only if a function of it wants some. */
export async function openOne<T extends Resource>(secrets: SecretBox, resource: T): Promise<T> {
  return hasSettings(resource) ? await secrets.open(resource) : resource;
}

/** The same for many documents, by the keys of their items. */
export async function keepAllSecrets(
  secrets: SecretBox,
  documents: ReadonlyMap<string, Resource>,
  stored: (resource: string) => Resource | undefined,
): Promise<Map<string, Resource>> {
  const limit = pLimit(DECRYPTED_AT_ONCE);
  const kept = [...documents].map(([resource, document]) =>
    limit(async () => [resource, await keepSecrets(secrets, document, stored(resource))] as const),
  );
  return new Map(await Promise.all(kept));
}

/**
 * A document with secrets as people wrote them, but for those that are what is stored: of these, the encrypted ones. So
 * what has not changed stays as it is, and documents can be compared. `before` is as it is stored.
 */
export async function keepSecrets<T extends Source | Secretive>(
  secrets: SecretBox,
  document: T,
  before: Source | Secretive | undefined,
): Promise<T> {
  if (before === undefined || !hasSettings(before) || !hasSettings(document)) return document;
  const opened = await secrets.open(before);
  const encrypted = new Map<string, unknown>();
  const note = (value: unknown, sealed: unknown, path: readonly string[]): unknown => {
    encrypted.set(keyOf(value, path), sealed);
    return value;
  };
  mapAllSecrets(opened, note, before);
  return mapAllSecrets(document, (value, _, path) => encrypted.get(keyOf(value, path)) ?? value);
}

function keyOf(value: unknown, path: readonly string[]): string {
  return JSON.stringify([path, value]);
}
