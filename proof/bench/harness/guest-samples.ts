// Two functions as customers write them, and the event that they are given: 1.8 KB with four products.

/** Renames fields and hands the event on. */
export const INSERT_CODE = `
const NAMES = { 'Order Completed': 'purchase', 'Product Viewed': 'view_item' };
async function onTrack(event, settings) {
  const { properties, context } = event;
  event.event = NAMES[event.event] ?? event.event;
  event.properties = {
    transaction_id: properties.order_id,
    value: properties.total,
    currency: properties.currency.toLowerCase(),
    shop: settings.shop,
    items: properties.products.map(({ product_id, name, price, quantity, ...rest }) => ({
      item_id: product_id, item_name: name, price, quantity, extra: Object.keys(rest).length,
    })),
  };
  delete context.userAgent;
  return event;
}`;

/** Builds a body of twelve fields, sends it, and reads what is answered. */
export const DESTINATION_CODE = `
async function onTrack(event, settings) {
  const { properties, context } = event;
  const body = {
    id: event.messageId, user: event.userId, name: event.event, at: event.timestamp,
    total: properties.total, currency: properties.currency, order: properties.order_id, coupon: properties.coupon ?? null,
    skus: properties.products.map(({ sku }) => sku),
    count: properties.products.reduce((sum, { quantity }) => sum + quantity, 0),
    ip: context.ip, page: context.page?.url,
  };
  const response = await fetch(settings.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + settings.key },
    body: JSON.stringify(body),
  });
  if (response.status >= 500) throw new RetryError('the partner answers ' + response.status);
  if (!response.ok) throw new ValidationError(await response.text());
  const { ok } = await response.json();
  if (!ok) throw new Error('the partner took nothing');
}`;

/** What the usual libraries cost a machine: all of them are named. */
export const LIBRARIES_CODE = `
async function onTrack(event) {
  return { at: moment(event.timestamp).format(), keys: _.keys(event), id: Buffer.from(event.messageId).toString('base64') };
}`;

export const PARTNER_ANSWER = '{"ok":true,"id":"n7"}';

const product = (number: number): object => ({
  ...{ product_id: `507f1f77bcf86cd79943901${number}`, sku: `45790-${number}`, name: 'Monopoly: 3rd Edition' },
  ...{ price: 19.5, quantity: number, category: 'Games', url: 'https://www.example.com/product/path' },
  image_url: 'https://www.example.com/product/path.jpg',
});

/** As JSON. */
export const GUEST_EVENT = JSON.stringify({
  ...{ type: 'track', event: 'Order Completed', messageId: 'ajs-next-1795305600000-4d2a0f6c', userId: 'user-48213' },
  ...{ anonymousId: '2a1f9c3e-8f5b-4a0d-9c1e-52f0a6b7c8d9', timestamp: '2026-11-21T10:00:00.000Z' },
  ...{ receivedAt: '2026-11-21T10:00:00.120Z', sentAt: '2026-11-21T10:00:00.100Z', integrations: {} },
  context: {
    ...{ ip: '203.0.113.7', locale: 'de-DE', library: { name: 'analytics.js', version: 'next-1.84.3' } },
    page: {
      path: '/checkout',
      referrer: 'https://www.example.com/cart',
      search: '',
      title: 'Thank you',
      url: 'https://www.example.com/checkout',
    },
    userAgent: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  },
  properties: {
    ...{
      checkout_id: 'fksdjfsdjfisjf9sdfjsd9f',
      order_id: '50314b8e9bcf000000000000',
      affiliation: 'Store',
      total: 27.5,
    },
    ...{ revenue: 25, shipping: 3, tax: 2, discount: 2.5, coupon: 'hasbros', currency: 'USD' },
    products: [product(1), product(2), product(3), product(4)],
  },
});
