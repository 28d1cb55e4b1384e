// Functions to begin with, which run as they are.

import type { FunctionSettings } from '../../../../../domain/workspace/function.ts';
import { templateText } from '../../destination/event-text.ts';
import type { FunctionType } from '../function.ts';

export type Sample = { readonly code: string; readonly settings: FunctionSettings };

const DESTINATION = `// Sends each track event to an address of your choice.
async function onTrack(event, settings) {
  const answer = await fetch(settings.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: event.messageId,
      user: event.userId,
      name: event.event,
      total: event.properties?.total,
    }),
  });
  // Later it may go well: the event is tried again.
  if (answer.status === 429 || answer.status >= 500) throw new RetryError(\`It answers \${answer.status}\`);
  // It never will: the event is kept as undelivered, with this text.
  if (!answer.ok) throw new ValidationError(await answer.text());
  console.log(\`sent \${event.event}\`);
}
`;

const INSERT = `// What is returned goes on to the destination, and null keeps the event from it.
async function onTrack(event, settings) {
  if (event.event.startsWith('Internal')) throw new DropEvent('of our own people');
  event.properties ??= {};
  delete event.properties.email;
  event.properties.currency ??= 'EUR';
  return event;
}

// Events without a handler do not reach the destination.
async function onIdentify(event) {
  delete event.traits?.email;
  return event;
}
const asItIs = async (event) => event;
const onPage = asItIs;
const onScreen = asItIs;
const onGroup = asItIs;
const onAlias = asItIs;
const onDelete = asItIs;
`;

const SOURCE = `// Makes events of a request, which are taken in as any others are.
async function onRequest(request, settings) {
  const { type, customer, amount } = request.json();
  if (type === 'ping') return;
  if (!customer) throw new ValidationError('there is no customer in it');
  Segment.identify({ userId: customer.id, traits: { name: customer.name } });
  Segment.track({ event: 'Invoice Paid', userId: customer.id, properties: { amount } });
}
`;

export const SAMPLES: Readonly<Record<FunctionType, Sample>> = {
  destination: {
    code: DESTINATION,
    settings: {
      endpoint: { type: 'string', label: 'Endpoint', description: 'Where events are sent.', required: true },
    },
  },
  insert: { code: INSERT, settings: {} },
  source: { code: SOURCE, settings: {} },
};

/** Values with which a sample runs. */
export const SAMPLE_VALUES: Readonly<Record<string, unknown>> = { endpoint: 'https://example.com/in' };

/** A request of whoever calls a source function, as a run gets it. */
const REQUEST = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: { type: 'invoice.paid', customer: { id: 'user-1', name: 'Ada Example' }, amount: 42 },
};

/** What a run of a function of this type begins with. */
export const firstInput = (type: FunctionType): string =>
  type === 'source' ? JSON.stringify(REQUEST, undefined, 2) : templateText('track');
