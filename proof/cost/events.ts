// The events that are metered: always the same ones, of about 2 KB as SDKs send them.

/** A generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export function createChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NAMES = ['Order Completed', 'Product Viewed', 'Product Added', 'Cart Viewed', 'Checkout Started', 'Signed Up'];
const WORDS = [
  'canvas',
  'river',
  'amber',
  'stone',
  'größe',
  'maple',
  'court',
  'silver',
  'pocket',
  'lantern',
  '靴',
  'cobalt',
];
const AGENTS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
];
const CITIES = ['Berlin', 'São Paulo', 'Toronto', 'Osaka', 'Leeds', 'Austin'];

export type SentEvent = Readonly<Record<string, unknown>>;

/** What a sender makes, one event at a time. `now`: the time at which it happened. */
export function createEvents(seed: number, wantedBytes: number): (now: Date) => SentEvent {
  const chance = createChance(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)] as Item;
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(chance() * 16).toString(16)).join('');
  const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const text = (words: number): string => Array.from({ length: words }, () => pick(WORDS)).join(' ');
  // A shop has a catalogue, and its products come again.
  const catalogue = Array.from({ length: CATALOGUE }, () => ({
    product_id: hex(12),
    sku: `${hex(3)}-${hex(4)}`,
    name: text(3),
    category: text(2),
    price: Math.round(chance() * 20_000) / 100,
    url: `https://shop.example/p/${hex(12)}`,
  }));
  const product = (): object => ({ ...pick(catalogue), quantity: 1 + Math.floor(chance() * 4) });

  return (now) => {
    const products: object[] = [];
    const event = {
      type: 'track',
      event: pick(NAMES),
      messageId: uuid(),
      anonymousId: uuid(),
      userId: `user-${hex(8)}`,
      timestamp: now.toISOString(),
      context: {
        ip: `203.0.113.${Math.floor(chance() * 256)}`,
        locale: 'en-GB',
        library: { name: 'analytics.js', version: 'next-1.81.0' },
        userAgent: pick(AGENTS),
        timezone: 'Europe/Berlin',
        page: {
          path: `/c/${hex(6)}`,
          url: `https://shop.example/c/${hex(6)}?utm=${hex(10)}`,
          title: text(4),
          search: '',
        },
        campaign: { name: text(2), source: 'newsletter', medium: 'mail' },
        traits: { email: `${hex(8)}@example.org`, plan: pick(['free', 'team', 'business']), city: pick(CITIES) },
      },
      properties: { order_id: hex(16), total: Math.round(chance() * 90_000) / 100, currency: 'EUR', products },
      integrations: { All: true },
    };
    while (Buffer.byteLength(JSON.stringify(event)) < wantedBytes - PRODUCT_BYTES) products.push(product());
    return event;
  };
}

const CATALOGUE = 1_000;

/** About the size of one product; the last one that is added brings the event nearest to what is wanted. */
const PRODUCT_BYTES = 90;
