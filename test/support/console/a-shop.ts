// A shop that runs, for pictures: sources that send, partners of which some are well and some are not.

import { startReceiver, type Reaction, type ReceivedRequest, type Receiver } from '../../../local/receiver.ts';
import { aWebhook, basic, startTestPipeline, type TestPipeline } from '../test-pipeline.ts';

export type Shop = {
  readonly pipeline: TestPipeline;
  /** Sends what every source sends in a second, or in `share` of it. */
  sendFor(share: number): Promise<void>;
  /** The order whose way is shown: one partner takes it at once, one after two retries, one refuses it. */
  sendOrder(): Promise<void>;
  close(): Promise<void>;
};

export const ORDER = { source: 'orders-backend', messageId: 'order-completed-10432' } as const;

type Source = { readonly name: string; readonly perSecond: number; readonly events: readonly string[] };

const SOURCES: Readonly<Record<string, Source>> = {
  'storefront-web': { name: 'Storefront web', perSecond: 12, events: ['Product Viewed', 'Product Added'] },
  'ios-app': { name: 'iOS app', perSecond: 4, events: ['Screen Viewed', 'Product Viewed'] },
  'orders-backend': { name: 'Orders service', perSecond: 3, events: ['Order Completed', 'Order Refunded'] },
  'marketing-site': { name: 'Marketing site', perSecond: 1, events: ['Signed Up'] },
};

const QUICK_RETRY = { retries: 4, over: '30s' };

type Webhook = Parameters<typeof aWebhook>[1];
const destinations = (url: string) =>
  (
    [
      ['lumen', 'Lumen Analytics', 'storefront-web', {}],
      ['acme-crm', 'Acme CRM', 'storefront-web', { breaker: DOWN_SOON }],
      ['riverbed', 'Riverbed warehouse', 'storefront-web', { rateLimit: { perSecond: 6 } }],
      ['lumen-ios', 'Lumen Analytics mobile', 'ios-app', {}],
      ['courier', 'Courier push and in-app', 'ios-app', { filter: 'event = "Product Viewed"' }],
      ['ledgerly', 'Ledgerly billing', 'orders-backend', { retry: QUICK_RETRY }],
      ['helpline', 'Helpline tickets', 'orders-backend', { retry: QUICK_RETRY }],
      ['fraudlens', 'Fraudlens', 'orders-backend', {}],
      ['mailroom', 'Mailroom newsletter', 'marketing-site', {}],
    ] as const satisfies readonly (readonly [string, string, string, Webhook])[]
  ).map(([id, name, source, fields]) =>
    aWebhook(url, { id, name, source, settings: { url: `${url}/${id}` }, ...fields }),
  );
const DOWN_SOON = { failingShare: 0.5, minimumAttempts: 20, window: '60s', probeAfter: '1h' };

export async function startShop(): Promise<Shop> {
  const partners = await startReceiver();
  partners.react(reactions());
  const pipeline = await startTestPipeline({
    workspace: 'northgate',
    sources: Object.entries(SOURCES).map(([id, { name }]) => ({ id, name, writeKeys: [`wk_${id}`] })),
    destinations: destinations(partners.url),
  });
  let sent = 0;
  return {
    pipeline,
    async sendFor(share) {
      for (const [id, { perSecond, events }] of Object.entries(SOURCES)) {
        const batch = Array.from({ length: Math.max(1, Math.round(perSecond * share)) }, () =>
          anEvent(events[sent % events.length] ?? '', (sent += 1)),
        );
        await post(pipeline, id, { batch });
      }
    },
    async sendOrder() {
      const order = anEvent('Order Completed', 10_432);
      await post(pipeline, ORDER.source, { batch: [{ ...order, messageId: ORDER.messageId }] });
    },
    close: () => closeBoth(pipeline, partners),
  };
}

async function closeBoth(pipeline: TestPipeline, partners: Receiver): Promise<void> {
  await pipeline.close();
  await partners.close();
}

const PRODUCTS = ['Walnut desk', 'Reading lamp', 'Oak shelf', 'Linen chair', 'Wool rug'];

function anEvent(event: string, number: number) {
  return {
    ...{ type: 'track', event, userId: `u_${1000 + (number % 700)}` },
    properties: {
      ...{ order_id: `o-${number}`, product: PRODUCTS[number % PRODUCTS.length], currency: 'EUR' },
      total: 20 + ((number * 37) % 480),
    },
  };
}

async function post({ url }: TestPipeline, source: string, body: object): Promise<void> {
  const response = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: basic(`wk_${source}`), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The events of ${source} were not taken: ${response.status}`);
}

/** Acme CRM is down, Helpline refuses refunds and what it is shown of the order, Ledgerly takes the order after two retries. */
function reactions(): (request: ReceivedRequest) => Reaction {
  let tries = 0;
  return ({ path, body }) => {
    if (path === '/acme-crm') return { status: 503, body: 'Service unavailable' };
    const isOrder = body.includes(ORDER.messageId);
    if (path === '/ledgerly' && isOrder && (tries += 1) <= 2) return { status: 503, body: 'Billing is being deployed' };
    if (path === '/helpline' && (isOrder || body.includes('Refunded'))) {
      return { status: 400, body: '{"error":"unknown customer"}' };
    }
    return { status: 200, afterMs: 40 };
  };
}
