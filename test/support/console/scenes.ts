// The pages that are kept as text: each with answers that the API could give, and nothing that changes by itself.
import { refuse, type Answers } from './console-site.ts';
import { anOverview, aSource } from './an-overview.ts';

export type Scene = {
  readonly name: string;
  readonly path: string;
  readonly answers: Answers;
  readonly shows: string | RegExp;
  /** With the frame that all pages share. */
  readonly isWhole?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
};

const AT = '2026-11-02T10:00:00.000Z';
const BY = { type: 'member', id: 'usr_1', name: 'ada@example.com' };
const EMPTY: Answers = {
  'GET /delivery-overview': { generatedAt: '2026-11-02T10:42:14.000Z', sources: [], destinations: [] },
};
const OVERVIEW = anOverview();

const ORDER = { type: 'track', event: 'Order Completed', userId: 'u_1042', receivedAt: '2026-11-02T10:40:00.100Z' };
const TRACE: Answers = {
  'GET /sources/{sourceId}/trace': {
    trace: {
      ...{ sourceId: 'orders-backend', messageId: 'order-10432', keyClass: 'server', keyClasses: ['server'] },
      claim: { owner: 'o', batchId: 'b', claimedAt: '2026-11-02T10:40:01Z', expiresAt: '2026-11-03T10:40:01Z' },
      batch: { id: 'b', state: 'complete', countedAt: '2026-11-02T10:40:01Z', archiveKey: 'archive/source=orders' },
      event: ORDER,
      destinations: [
        {
          ...{ id: 'ledgerly', routing: 'matched' },
          attempts: [
            {
              ...{ packId: 'p', retry: 0, decidedAt: '2026-11-02T10:40:00.400Z', result: 'retry', reason: 'http_503' },
              nextAttemptAt: '2026-11-02T10:40:28.400Z',
            },
            { packId: 'p', retry: 1, decidedAt: '2026-11-02T10:40:28.900Z', result: 'delivered' },
          ],
          end: { state: 'delivered', at: '2026-11-02T10:40:28.900Z' },
        },
        {
          ...{ id: 'helpline', routing: 'matched' },
          attempts: [
            { packId: 'q', retry: 0, decidedAt: '2026-11-02T10:40:00.300Z', result: 'discarded', reason: 'http_400' },
          ],
          end: { state: 'discarded', reason: 'http_400', at: '2026-11-02T10:40:00.300Z' },
        },
      ],
    },
  },
  'GET /destinations': OVERVIEW['GET /destinations'],
  'GET /sources': OVERVIEW['GET /sources'],
};

const UNDELIVERED: Answers = {
  'GET /undelivered-events/summary': {
    reasons: [
      {
        ...{ destinationId: 'helpline', outcome: 'discarded' as const, reason: 'http_400', count: 1240 },
        ...{ first: AT, last: AT, example: 'helpline.1.a.0' },
      },
      {
        ...{ destinationId: 'acme-crm', outcome: 'dead-lettered' as const, reason: 'http_503', count: 602 },
        ...{ first: AT, last: AT, example: 'acme-crm.1.a.0' },
      },
    ],
    pagination: {},
  },
  'GET /undelivered-events': { undeliveredEvents: [], pagination: {} },
  'GET /destinations': OVERVIEW['GET /destinations'],
};

const person = (id: string, role: 'owner' | 'developer') => ({
  ...{ id: `usr_${id.padStart(20, '0')}`, email: `${id}@example.com`, role, addedAt: AT, addedBy: 'ada@example.com' },
});

export const SCENES: readonly Scene[] = [
  { name: 'connections', path: '/w/acme/connections', answers: OVERVIEW, shows: 'Lumen Analytics', isWhole: true },
  {
    ...{ name: 'connections-table', path: '/w/acme/connections?view=table' },
    ...{ answers: OVERVIEW, shows: 'Lumen Analytics' },
  },
  { name: 'connections-empty', path: '/w/acme/connections', answers: EMPTY, shows: 'Nothing flows yet' },
  {
    ...{ name: 'connections-refused', path: '/w/acme/connections', shows: '429 too_many_requests' },
    answers: { 'GET /delivery-overview': refuse(429, 'too_many_requests', 'Too many requests. Wait a moment.') },
  },
  {
    ...{ name: 'connections-phone', path: '/w/acme/connections', answers: OVERVIEW, shows: 'Lumen Analytics' },
    viewport: { width: 390, height: 844 },
  },
  { name: 'sources', path: '/w/acme/sources', answers: OVERVIEW, shows: 'Storefront web' },
  {
    ...{ name: 'source-keys', path: '/w/acme/sources/web/settings', shows: 'wk_web' },
    answers: {
      'GET /sources/{sourceId}': { source: aSource('web', 'Website') },
      'GET /delivery-overview/sources/{sourceId}': { series: [] },
    },
  },
  { name: 'destinations', path: '/w/acme/destinations', answers: OVERVIEW, shows: 'Lumen Analytics' },
  { name: 'undelivered', path: '/w/acme/undelivered', answers: UNDELIVERED, shows: '1,240' },
  {
    ...{ name: 'event', path: '/w/acme/events/orders-backend?messageId=order-10432' },
    ...{ answers: TRACE, shows: 'Discarded: HTTP 400' },
  },
  {
    ...{ name: 'people', path: '/w/acme/people', shows: '2@example.com' },
    answers: { 'GET /users': { users: [person('1', 'owner'), person('2', 'developer')], pagination: {} } },
  },
  {
    ...{ name: 'audit', path: '/w/acme/audit?open=a1', shows: 'https://new.example' },
    answers: {
      'GET /audit-events': {
        auditEvents: [
          {
            ...{ id: 'a1', timestamp: AT, type: 'updateDestination', actor: BY },
            ...{ resourceType: 'destination', resourceId: 'crm' },
            before: { id: 'crm', settings: { url: 'https://old.example' } },
            after: { id: 'crm', settings: { url: 'https://new.example' } },
          },
        ],
        pagination: {},
      },
      'GET /users': { users: [person('1', 'owner')], pagination: {} },
    },
  },
];
