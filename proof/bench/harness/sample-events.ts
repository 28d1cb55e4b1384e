// Track calls as an SDK of a web shop would send them, of a wanted size, the same at every run.

export type SampleEvent = Readonly<Record<string, unknown>> & { readonly messageId: string };

/** Sizes of the benchmarks, in bytes of JSON. */
export const SIZES = { '0.8 KB': 800, '2 KB': 2048, '8 KB': 8192 } as const;
export type Size = keyof typeof SIZES;

/** `count` events of about `size`; `from` is the number of the first, so that ids differ between batches. */
export function sampleEvents(size: Size, count: number, from = 0): SampleEvent[] {
  return Array.from({ length: count }, (_, index) => sampleEvent(SIZES[size], from + index));
}

function sampleEvent(bytes: number, number: number): SampleEvent {
  const random = createRandom(number + 1);
  const small = frame(number, random);
  const base = bytes < 1500 ? small : { ...small, context: { ...small.context, ...fullContext(random) } };
  const products: object[] = [];
  let size = JSON.stringify({ ...base, properties: { ...base.properties, products } }).length;
  while (size < bytes - 60) {
    const product = aProduct(random);
    products.push(product);
    size += JSON.stringify(product).length + 1;
  }
  return { ...base, properties: { ...base.properties, products } };
}

function frame(number: number, random: () => number) {
  const user = Math.floor(random() * 1e6);
  return {
    type: 'track',
    event: ['Order Completed', 'Product Viewed', 'Cart Viewed'][number % 3],
    messageId: `node-next-1795305600${String(number).padStart(3, '0')}-${hex(random, 32)}`,
    userId: `user-${user}`,
    anonymousId: `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-9${hex(random, 3)}-${hex(random, 12)}`,
    timestamp: new Date(1795305600000 + number * 137).toISOString(),
    integrations: {},
    context: {
      library: { name: '@segment/analytics-node', version: '3.1.0' },
      ip: `203.0.113.${user % 250}`,
      locale: 'de-DE',
      userAgent: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    },
    properties: { orderId: hex(random, 12), total: Math.floor(random() * 1e5) / 100, currency: 'EUR', coupon: null },
  };
}

/** What analytics.js says of a page, a device and a campaign; for events that have the room. */
function fullContext(random: () => number): object {
  const path = `/shop/outdoor/${hex(random, 6)}`;
  return {
    page: {
      path,
      referrer: 'https://search.example.com/',
      search: '?utm_source=mail',
      title: 'Für draußen',
      url: path,
    },
    campaign: { source: 'mail', medium: 'newsletter', name: `kw${Math.floor(random() * 52)}`, content: hex(random, 8) },
    device: { id: hex(random, 32), manufacturer: 'Example', model: `M${Math.floor(random() * 99)}`, type: 'mobile' },
    os: { name: 'Linux', version: '6.12' },
    screen: { width: 1440, height: 900, density: 2 },
    network: { wifi: true, cellular: false, carrier: null },
    timezone: 'Europe/Berlin',
    userAgentData: { brands: [{ brand: 'Chromium', version: '156' }], mobile: false, platform: 'Linux' },
  };
}

function aProduct(random: () => number): object {
  const number = Math.floor(random() * 1e5);
  return {
    sku: `SKU-${number}`,
    name: ['Wanderschuh Größe 42', 'Rain Jacket', 'Trinkflasche 1 l', 'Tent for Two'][number % 4],
    price: number / 100,
    quantity: 1 + (number % 5),
    inStock: number % 7 !== 0,
  };
}

function hex(random: () => number, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
