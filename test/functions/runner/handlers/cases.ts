import type { Fixture } from '../../../../domain/functions/function-call.ts';

// For each handler in this folder: with what it is called, what the servers answer, and how each call ends.

export type Case = {
  readonly type?: 'destination' | 'insert' | 'source';
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Events, or requests of a source function. */
  readonly given: readonly object[];
  readonly isBatch?: boolean;
  readonly answers?: readonly Fixture[];
  /** `returned`, or the name of what was thrown, one for each call. */
  readonly ends: readonly string[];
};

const TIME = '2026-03-29T00:30:05.250Z';
const PRODUCTS = [
  { sku: 'A-1', name: 'Tea & "Cups"', category: 'kitchen', price: 12.5, quantity: 2 },
  { sku: 'B-2', name: 'Größe <XL>', category: 'clothes', price: 30, quantity: 1 },
  { sku: 'C-3', name: 'Spoon', category: 'kitchen', price: 1.99, quantity: 3 },
];
const track = (event: string, properties: object = {}, rest: object = {}) => ({
  ...{ type: 'track', messageId: 'm-1', userId: 'u1', timestamp: TIME, event, properties },
  ...rest,
});
const ORDER = track('Order Completed', { total: 60.97, currency: 'EUR', order_id: 'o1', products: PRODUCTS });
const identify = (traits: object) => ({ type: 'identify', messageId: 'm-2', userId: 'u1', timestamp: TIME, traits });
const answer = (url: string, status: number, body: unknown = ''): Fixture => ({
  ...{ url, status, body: typeof body === 'string' ? body : JSON.stringify(body) },
});
const request = (body: string, rest: object = {}) => ({
  ...{ method: 'POST', url: 'https://fn.test/fn/t', headers: {}, text: body },
  ...rest,
});
const json = (value: unknown, rest: object = {}) => request(JSON.stringify(value), rest);

const DESTINATIONS: Readonly<Record<string, Case>> = {
  'contact-upsert': {
    settings: { apiKey: 'key' },
    given: [
      identify({ email: 'jo+a@example.com', firstName: 'Jo', plan: 'pro' }),
      identify({ firstName: 'Jo' }),
      identify({ email: 'bad@example.com' }),
      identify({ email: 'busy@example.com' }),
    ],
    answers: [
      answer('https://crm.test/v3/contacts/bad', 422, { message: 'no such field' }),
      answer('https://crm.test/v3/contacts/busy', 429),
      answer('https://crm.test/', 200, {}),
    ],
    ends: ['returned', 'InvalidEventPayload', 'ValidationError', 'RetryError'],
  },
  'text-message-form': {
    settings: { from: '+1555', sid: 'AC1', token: 't' },
    given: [{ ...ORDER, context: { traits: { phone: '+49 30 1' } } }],
    answers: [answer('https://sms.test/', 201, { sid: 'SM1' })],
    ends: ['returned'],
  },
  'signed-webhook': {
    settings: { secret: 'whsec', url: 'https://hook.test/in' },
    given: [ORDER],
    answers: [answer('https://hook.test/', 204)],
    ends: ['returned'],
  },
  'event-bus-token': {
    settings: { namespace: 'ns', hub: 'events', keyName: 'send', key: 'c2VjcmV0' },
    given: [ORDER],
    answers: [answer('https://ns.bus.test/', 201)],
    ends: ['returned'],
  },
  'chat-message': {
    settings: { webhookUrl: 'https://chat.test/services/T/B/x' },
    given: [ORDER, track('Order Refunded', { order_id: 'o1' }), track('Other')],
    answers: [answer('https://chat.test/', 200, 'ok')],
    ends: ['returned', 'returned', 'EventNotSupported'],
  },
  'order-lodash': { given: [ORDER], answers: [answer('https://erp.test/', 200)], ends: ['returned'] },
  'calendar-moment': {
    settings: { timezone: 'America/Los_Angeles' },
    given: [track('Order Completed', { delivery: '05.04.2026' })],
    answers: [answer('https://calendar.test/', 200)],
    ends: ['returned'],
  },
  'token-in-cache': {
    settings: { clientId: 'c', clientSecret: 's' },
    given: [track('a'), track('b')],
    answers: [answer('https://auth.test/', 200, { access_token: 'tok' }), answer('https://api.test/', 401)],
    ends: ['RetryError', 'RetryError'],
  },
  'xml-order': { given: [ORDER], answers: [answer('https://soap.test/', 200)], ends: ['returned'] },
  'xml-by-hand': {
    settings: { key: 'k' },
    given: [identify({ name: `O'Neill <&"`, tags: ['a', 'b'], address: { city: 'Köln' } })],
    answers: [answer('https://old.test/', 200, '<answer><code>0</code></answer>')],
    ends: ['returned'],
  },
  'batch-lines': {
    settings: { project: 'p1' },
    given: [ORDER, track('b')],
    isBatch: true,
    answers: [answer('https://lines.test/', 503)],
    ends: ['RetryError'],
  },
  'batch-results': {
    given: [track('a'), track('b'), track('c')],
    isBatch: true,
    answers: [
      answer('https://bulk.test/', 200, {
        failed: [
          { index: 0, reason: 'bad' },
          { index: 2, reason: 'busy', retry: true },
        ],
      }),
    ],
    ends: ['returned'],
  },
  'graphql-mutation': {
    settings: { endpoint: 'https://graph.test/graphql', token: 't' },
    given: [{ type: 'group', messageId: 'm', groupId: 'g1', traits: { name: 'Acme' } }],
    answers: [
      answer('https://graph.test/', 200, { errors: [{ message: 'slow down', extensions: { code: 'THROTTLED' } }] }),
    ],
    ends: ['RetryError'],
  },
  'upload-form': { given: [ORDER], answers: [answer('https://upload.test/', 500)], ends: ['RetryError'] },
  'error-classes': {
    settings: { base: 'https://api.test/v1/' },
    given: [track('a')],
    answers: [answer('https://api.test/events', 409, 'conflict')],
    ends: ['ValidationError'],
  },
  'own-timeout': { given: [track('a')], answers: [answer('https://slow.test/', 200, 'x')], ends: ['returned'] },
  'audience-hashes': {
    settings: { audiences: ['1', '2'] },
    given: [identify({ email: ' Jo@Example.COM ', phone: '+49 (30) 1', zip: '10115-1' })],
    answers: [answer('https://ads.test/audiences/2', 400), answer('https://ads.test/', 200)],
    ends: ['RetryError'],
  },
  pager: {
    settings: { routingKey: 'r', names: ['Alarm'] },
    given: [
      track('Alarm', { summary: 's', severity: 'high' }),
      track('Alarm', {}),
      track('Alarm', { summary: 's', severity: 'x' }),
      track('Other'),
    ],
    answers: [answer('https://pager.test/', 202)],
    ends: ['returned', 'InvalidEventPayload', 'ValidationError', 'EventNotSupported'],
  },
  'forget-person': {
    settings: { key: 'k' },
    given: [{ type: 'delete', messageId: 'm', userId: 'u1' }],
    answers: [
      answer('https://people.test/search', 200, { people: [{ id: 1 }, { id: 2 }] }),
      answer('https://people.test/people/1', 204),
      answer('https://people.test/people/2', 500),
    ],
    ends: ['RetryError'],
  },
  'account-sync': {
    given: [
      { type: 'group', messageId: 'm', groupId: 'g', traits: { name: 'A' } },
      { type: 'alias', messageId: 'm', previousId: 'a', userId: 'b' },
      { type: 'page', messageId: 'm', properties: { url: 'https://www.example.com/a?b=1' } },
      { type: 'screen', messageId: 'm', name: 'Home' },
      track('a'),
    ],
    answers: [answer('https://accounts.test/', 200)],
    ends: ['returned', 'returned', 'returned', 'returned', 'no-handler'],
  },
  'packed-upload': { given: [ORDER], answers: [answer('https://storage.test/', 200)], ends: ['returned'] },
  'same-id-again': { given: [ORDER], answers: [answer('https://ids.test/', 200)], ends: ['returned'] },
  'metric-lines': {
    settings: { tags: { env: 'prod', team: 'web' } },
    given: [ORDER],
    answers: [answer('https://metrics.test/', 202)],
    ends: ['returned'],
  },
  'pages-of-a-list': {
    given: [track('a')],
    answers: [
      answer('https://list.test/items?owner=u1', 200, { items: [{ id: 1 }, { id: 2 }], next: 'https://list.test/p2' }),
      answer('https://list.test/p2', 200, { items: [{ id: 3 }] }),
      answer('https://list.test/touch', 200),
    ],
    ends: ['returned'],
  },
  'own-jwt': {
    settings: { issuer: 'me', secret: 'c2VjcmV0' },
    given: [track('a')],
    answers: [answer('https://jwt.test/', 200)],
    ends: ['returned'],
  },
  'fetch-again': { given: [track('a')], answers: [answer('https://flaky.test/', 503)], ends: ['RetryError'] },
};

const INSERTS: Readonly<Record<string, Case>> = {
  'insert-rename': {
    given: [track('Order Completed', { orderId: 1, totalSum: 2 }), track('Other')],
    ends: ['returned', 'returned'],
  },
  'insert-enrich': {
    settings: { key: 'k' },
    given: [identify({ email: 'jo@example.com' }), identify({ email: 'no@example.com' })],
    answers: [
      answer('https://enrich.test/v2/people?email=jo%40', 200, { company: { name: 'Acme' } }),
      answer('https://enrich.test/', 200, '<html>'),
    ],
    ends: ['returned', 'returned'],
  },
  'insert-drop': {
    settings: { domains: ['example.com'] },
    given: [track('a', {}, { context: { traits: { email: 'jo@example.com' } } }), track('debug x'), track('a')],
    ends: ['DropEvent', 'returned', 'returned'],
  },
  'insert-hide': {
    settings: { salt: 's' },
    given: [track('a', { email: 'x@example.com', list: [{ phone: 1 }, 2, null] }), identify({ ip: '1.2.3.4' })],
    ends: ['returned', 'returned'],
  },
  'insert-flatten': {
    given: [track('a', { products: PRODUCTS, a: { b: { c: 1 }, d: null } }, { context: { ip: '1' } })],
    ends: ['returned'],
  },
};

const SOURCES: Readonly<Record<string, Case>> = {
  'source-form': {
    given: [request('email=jo%40example.com&form_id=7&name=J%C3%B6+B'), request('form_id=7')],
    ends: ['returned', 'ValidationError'],
  },
  'source-signed': {
    settings: { secret: 'gh' },
    given: [
      json(
        { action: 'opened', sender: { id: 7, login: 'jo' } },
        { headers: { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` } },
      ),
      request('{"action":"opened","sender":{"id":7,"login":"jo"}}', {
        headers: { 'x-hub-signature-256': 'sha256=ad93dfe6eb87290fab7130c7a5abab3c33d0278df40446b41218c03c7973192e' },
      }),
    ],
    ends: ['Error', 'returned'],
  },
  'source-many': {
    given: [
      json({
        events: [
          { type: 'customer.created', data: { id: 'c1', email: 'a@example.com', created: 1_700_000_000 } },
          { type: 'invoice.paid', data: { customer: 'c1', amount: 1999, currency: 'eur' } },
          { type: 'team.joined', data: { user: 'c1', team: 't1' } },
          { type: 'user.merged', data: { from: 'a', to: 'c1' } },
          { type: 'unknown', data: {} },
        ],
      }),
    ],
    ends: ['returned'],
  },
  'source-objects': {
    given: [
      json({ id: 't1', subject: 'Help' }, { url: 'https://fn.test/fn/t?kind=row' }),
      json({ visitor: 'v', title: 'Home' }, { url: 'https://fn.test/fn/t?kind=page' }),
      json({}, { url: 'https://fn.test/fn/t?kind=x' }),
    ],
    ends: ['returned', 'returned', 'EventNotSupported'],
  },
};

export const CASES: ReadonlyMap<string, Case> = new Map([
  ...Object.entries(DESTINATIONS),
  ...Object.entries(INSERTS).map(([name, each]) => [name, { ...each, type: 'insert' }] as const),
  ...Object.entries(SOURCES).map(([name, each]) => [name, { ...each, type: 'source' }] as const),
]);

/** Handlers that are refused, and what people are told. */
export const REFUSED: ReadonlyMap<string, string> = new Map([
  ['refused-aws', 'AWS is not there for functions: call AWS with fetch, and sign with crypto.createHmac.'],
  ['refused-twilio', 'twilio is not there for functions: call its API with fetch.'],
  ['refused-jwt', 'jsonwebtoken is not there for functions: import jose, or sign with crypto.createHmac.'],
  ['refused-xml-reader', 'xml2js is not there for functions: import xml2js from your own node_modules.'],
  ['refused-require', 'ReferenceError: require is not defined (line 2, column 12)'],
]);
