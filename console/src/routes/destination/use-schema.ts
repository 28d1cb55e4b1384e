import { useRead } from '../../data/read.ts';
import type { SettingsSchema } from '../../../../domain/catalog/settings-schema.ts';
import { schemaOfFunction } from '../shared/function-schema.ts';
import { WEBHOOK_SCHEMA } from '../shared/own-webhook.ts';
import type { Destination } from './state.ts';

export type KnownSchema = {
  /** Undefined while it is read, and where nobody can say it. */
  readonly schema: SettingsSchema | undefined;
  /** Of which version of the catalog entry. */
  readonly version: number | undefined;
  readonly isWaiting: boolean;
};

/** The schema of a destination's settings: of its function, of the catalog, or of a component that is not published. */
export function useSchema({ metadataId, function: named }: Pick<Destination, 'metadataId' | 'function'>): KnownSchema {
  const id = metadataId ?? '';
  const entry = useRead(
    'GET /catalog/destinations/{catalogId}',
    { params: { catalogId: id } },
    { when: metadataId !== undefined },
  );
  const isUnpublished = entry.error?.status === 404;
  const component = useRead('GET /components/{componentId}', { params: { componentId: id } }, { when: isUnpublished });
  const functionId = named ?? '';
  const of = useRead('GET /functions/{functionId}', { params: { functionId } }, { when: named !== undefined });
  if (named !== undefined) {
    const asked = of.data?.function.settings;
    const isWaiting = asked === undefined && of.error === undefined;
    return { schema: asked && schemaOfFunction(asked), version: undefined, isWaiting };
  }
  if (metadataId === undefined) return { schema: WEBHOOK_SCHEMA, version: undefined, isWaiting: false };
  const published = entry.data?.destinationMetadata;
  if (published !== undefined)
    return { schema: published.settingsSchema, version: published.version, isWaiting: false };
  const own = component.data?.component.draft?.settingsSchema;
  const isWaiting = isUnpublished
    ? component.data === undefined && component.error === undefined
    : entry.error === undefined;
  return { schema: own, version: undefined, isWaiting };
}
