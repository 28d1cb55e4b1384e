// What is metered: a source, and so many destinations that are all the same partner; with code of customers or without.
import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';
import type { Traffic } from './run-traffic.ts';
import type { World } from './world.ts';

/** Builds a body of its own, as most destination functions do, and judges the answer. */
const DESTINATION_CODE = `
async function onTrack(event, settings) {
  const { properties = {}, context = {} } = event;
  const body = {
    id: event.messageId, user: event.userId, anonymous: event.anonymousId, name: event.event, at: event.timestamp,
    locale: context.locale, page: context.page, campaign: context.campaign, agent: context.userAgent,
    total: properties.total, currency: properties.currency, products: properties.products,
  };
  const response = await fetch(settings.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + settings.key },
    body: JSON.stringify(body),
  });
  if (response.status >= 500) throw new RetryError('the partner says ' + response.status);
}`;

/** Renames some fields. */
const INSERT_CODE = `
function onTrack(event) {
  const { total, ...properties } = event.properties ?? {};
  event.event = String(event.event).toLowerCase();
  event.properties = { ...properties, revenue: total, source: 'shop' };
  return event;
}`;

/** Makes one event of a request. */
const SOURCE_CODE = `
async function onRequest(request) {
  const { userId, anonymousId, event, properties, context } = request.json();
  Segment.track({ userId, anonymousId, event, properties, context });
}`;

export function workspaceOf({ partner }: World, { destinations, functions }: Traffic): WorkspaceInput {
  const url = `${partner.url}/hook`;
  const settings = { url };
  const kind =
    functions === 'destination'
      ? { kind: 'function' as const, function: 'to-partner', settings: { url, key: 'a-key' } }
      : { kind: 'webhook' as const, settings };
  return {
    workspace: 'acme',
    sources: [
      functions === 'source'
        ? { id: 'web', kind: 'function', function: 'from-hooks' }
        : { id: 'web', writeKeys: ['wk_web'] },
    ],
    functions: [
      {
        ...{ id: 'to-partner', type: 'destination', code: DESTINATION_CODE },
        settings: { url: { required: true }, key: { required: true, secret: true } },
      },
      { id: 'rename', type: 'insert', code: INSERT_CODE },
      { id: 'from-hooks', type: 'source', code: SOURCE_CODE },
    ],
    destinations: Array.from({ length: destinations }, (_, index) => ({
      ...{ id: `partner-${index}`, source: 'web', ...kind },
      ...(functions === 'insert' ? { insert: ['rename'] } : {}),
    })),
  };
}
