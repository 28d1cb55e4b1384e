import type { DataOf } from '../../../../client/api-client.ts';

type Version = DataOf<'GET /components/{componentId}/versions/{version}'>['version'];
/** What a version says, as it is published or still written. */
export type Definition = Pick<
  Version,
  'name' | 'documentation' | 'settingsSchema' | 'supportedEvents' | 'replay' | 'rateLimit' | 'config' | 'code'
>;
