// What SDKs ask for about a source before they send anything. Who waits for it in vain sends nothing, or sends to the
// vendor whose SDK it is, so both documents name this address.

import type { Source } from '../../domain/workspace/workspace.ts';
import type { Endpoint, IngestRequest, IngestResponse } from './request.ts';
import { failure, json } from './responses.ts';
import { writeKeyOf } from './write-key.ts';

export type SettingsEndpoint = Extract<Endpoint, { kind: 'settings' | 'source-config' }>;

/** So long a browser, or a cache before this, may go on with what a source was. */
const MAX_AGE_SECONDS = 60;

export async function describeSource(
  { sourceOfWriteKey }: { readonly sourceOfWriteKey: (writeKey: string) => Promise<Source | undefined> },
  endpoint: SettingsEndpoint,
  request: IngestRequest,
): Promise<IngestResponse> {
  if (!['GET', 'HEAD'].includes(request.method)) {
    const message = 'Use GET: this says what a source is.';
    return failure(405, { code: 'method_not_allowed', message }, { allow: 'GET, HEAD, OPTIONS' });
  }
  const key = endpoint.kind === 'settings' ? endpoint.writeKey : writeKeyOf(request, {});
  const source = key === undefined ? undefined : await sourceOfWriteKey(key);
  if (key === undefined || source === undefined) {
    return failure(404, { code: 'unknown_source', message: 'No source has this write key. Use one of a source.' });
  }
  const document = endpoint.kind === 'settings' ? settingsOf(key, request.origin) : sourceConfigOf(key, source);
  return json(document, { 'cache-control': `max-age=${MAX_AGE_SECONDS}`, vary: 'origin, authorization' });
}

/**
 * The settings of Segment's SDKs. Without `apiHost` some send to Segment, without `metrics` they report failures there;
 * Swift and Kotlin send nothing without `Segment.io`, and decode the empty objects.
 */
function settingsOf(apiKey: string, origin: string): object {
  const { protocol, host } = new URL(origin);
  return {
    integrations: {
      'Segment.io': {
        apiKey,
        apiHost: `${host}/v1`,
        // The SDKs take https unless they are told otherwise.
        ...(protocol === 'http:' ? { protocol: 'http' } : {}),
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
      },
    },
    plan: {},
    edgeFunction: {},
    middlewareSettings: { routingRules: [] },
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    // Destinations here have no categories of consent, so no event is held back for the lack of one.
    consentSettings: { allCategories: [], hasUnmappedDestinations: true },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}

/**
 * The source as RudderStack's SDKs want it: nothing is to be sent from the device itself, and nothing to be reported.
 * Swift and Kotlin decode it strictly. What is public with a write key is no more than the id that every event carries.
 */
function sourceConfigOf(writeKey: string, { id, enabled }: Source): object {
  return {
    isHosted: true,
    source: {
      id,
      name: id,
      writeKey,
      workspaceId: '',
      updatedAt: '1970-01-01T00:00:00.000Z',
      enabled,
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      connections: [],
      destinations: [],
    },
  };
}
