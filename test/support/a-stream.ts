import { SOURCE_SECTIONS } from '../../domain/catalog/documentation-template.ts';

const documentation = SOURCE_SECTIONS.map(({ heading }) => `## ${heading}\n\nText about it.\n`).join('\n');

/** Code that takes orders of a shop whose requests carry the secret of the customer. */
export const A_STREAM_CODE = `async function onRequest(request, settings) {
  if (request.headers.get('x-shop-secret') !== settings.signingSecret) throw new ValidationError('the secret is wrong');
  const order = request.json();
  Segment.track({ userId: order.customer, event: 'Order Completed', properties: { total: order.total } });
}
`;

/** A stream that is code, of which nothing is missing. */
export const aStream = {
  kind: 'stream',
  name: 'Acme Shop',
  documentation,
  supportedEvents: [],
  sentEvents: [{ type: 'track', name: 'Order Completed', description: 'An order was paid.' }],
  sampleRequests: [
    { name: 'An order', headers: { 'X-Shop-Secret': 'secret-for-tests' }, body: { customer: 'u1', total: 12.5 } },
  ],
  settingsSchema: {
    type: 'object',
    properties: { signingSecret: { type: 'string', writeOnly: true, minLength: 1 }, region: { type: 'string' } },
    required: ['signingSecret'],
  },
  config: {},
  code: A_STREAM_CODE,
};
