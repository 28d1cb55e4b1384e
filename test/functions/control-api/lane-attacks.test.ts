import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PublishedVersion } from '../../../domain/catalog/component.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { destinationItemKey, laneKey, versionKey } from '../../../domain/tables/table-keys.ts';
import { laneOf, type LaneWanted } from '../../../functions/control-api/use-cases/component-items.ts';
import { readDocument, transact, writeItem } from '../../../functions/shared/dynamo/document-store.ts';
import { aComponent } from '../../support/a-component.ts';
import { anApi, type ApiAnswer } from '../../support/an-api.ts';
import { startRealTables } from '../../support/real-tables.ts';

// The lane of a component is for those who have connected it, and for nobody's own webhook.

const DEPLOYED = ['webhooks', 'slow', 'acme', 'vip'];

let tables: Awaited<ReturnType<typeof startRealTables>>;
let api: ReturnType<typeof anApi>;

beforeAll(async () => {
  tables = await startRealTables();
  api = anApi(tables.dynamodb, { deployedLanes: DEPLOYED });
  // Its lane is asked for when it is published, and deployed after that.
  const published = anApi(tables.dynamodb);
  const partner = await api.token('partner');
  await aComponent(published, partner, { appId: 'acme-app', id: 'acme', until: 'private-beta' });
  await published.call('PUT /components/acme/invitations', { token: partner, body: { workspaces: ['customer'] } });
});
afterAll(() => tables.close());

const WEBHOOK = { kind: 'webhook', name: 'Mine', settings: { url: 'https://mine.example/in' } };
const REFUSED =
  'must be "webhooks" or "slow" or "vip": a webhook of your own can have a deployed lane that is no component’s';

const dataOf = ({ body }: ApiAnswer) => body['data'] as Record<string, Record<string, unknown>>;
const problemsOf = ({ status, body }: ApiAnswer) => [
  status,
  ...((body['problems'] ?? []) as { path: string; message: string }[]).map(
    ({ path, message }) => `${path}: ${message}`,
  ),
];

/** Somebody with a source, who sends requests. */
async function aTenant(workspace: string) {
  const token = await api.token(workspace);
  const call = (line: string, body?: unknown) => api.call(line, { token, body });
  await call('POST /sources', { id: `${workspace}-web`, name: 'Web' });
  return {
    call,
    connect: (fields: object) => call('POST /destinations', { sourceId: `${workspace}-web`, ...WEBHOOK, ...fields }),
    apply: (destination: object, verb = 'apply') =>
      call(`POST /workspace-file/${verb}`, {
        sources: [{ id: `${workspace}-web`, name: 'Web', writeKeys: { set: true } }],
        destinations: [{ source: `${workspace}-web`, ...WEBHOOK, ...destination }],
      }),
  };
}

/** As it may be stored since before lanes were guarded, or by an operator. */
async function store(id: string, fields: Partial<Destination>): Promise<void> {
  const key = { pk: 'config', sk: destinationItemKey(id) };
  const stored = await readDocument<Destination>(api.tables, key);
  if (stored === undefined) throw new Error(`there is no destination "${id}"`);
  const write = { key, document: { ...stored.document, ...fields }, replaces: stored };
  await transact(api.tables, [writeItem(api.tables.table, write)]);
}

describe('the lane of another one’s component is refused to a webhook', () => {
  test('that is created, or changed', async () => {
    const tenant = await aTenant('mallory');
    await tenant.connect({ id: 'mallory-hook' });

    const answers = [
      await tenant.connect({ id: 'mallory-slow', lane: 'acme' }),
      await tenant.call('PATCH /destinations/mallory-hook', { lane: 'acme' }),
    ];
    const after = await tenant.call('GET /destinations');

    expect(answers.map(problemsOf)).toEqual([
      [400, `lane: ${REFUSED}`],
      [400, `lane: ${REFUSED}`],
    ]);
    expect(after.body).toMatchObject({ data: { destinations: [{ id: 'mallory-hook', lane: 'webhooks' }] } });
  });

  test.each(['plan', 'apply'])('by a workspace file: %s', async (verb) => {
    const tenant = await aTenant(`mallory-${verb}`);

    const answer = await tenant.apply({ id: `filed-${verb}`, lane: 'acme' }, verb);

    expect(problemsOf(answer)).toEqual([400, `destinations[0].lane: ${REFUSED}`]);
  });

  test('that was a connection of that component before', async () => {
    const customer = await aTenant('customer');
    const settings = { apiKey: 'k', region: 'eu' };
    const connected = await customer.call('POST /destinations', {
      ...{ id: 'turned', sourceId: 'customer-web', metadataId: 'acme', settings },
    });

    const turned = await customer.apply({ id: 'turned', lane: 'acme' });

    expect(dataOf(connected)['destination']).toMatchObject({ lane: 'acme' });
    expect(problemsOf(turned)).toEqual([400, `destinations[0].lane: ${REFUSED}`]);
  });

  test('before it is deployed, too', async () => {
    const tenant = await aTenant('early');

    const answer = await tenant.connect({ lane: 'to-come' });

    expect(problemsOf(answer)).toEqual([400, `lane: ${REFUSED}`]);
  });
});

describe('a webhook of one’s own', () => {
  test('can have a lane that was deployed for no component', async () => {
    const tenant = await aTenant('patient');

    const created = await tenant.connect({ id: 'patient-hook', lane: 'slow' });
    const back = await tenant.call('PATCH /destinations/patient-hook', { lane: 'webhooks' });
    const filed = await tenant.apply({ id: 'patient-hook', lane: 'slow' });

    expect([created.status, back.status, filed.status]).toEqual([201, 200, 200]);
  });

  test('keeps the lane that is stored', async () => {
    const tenant = await aTenant('settled');
    await tenant.connect({ id: 'settled-hook' });
    await store('settled-hook', { lane: 'gone' });

    const changed = await tenant.call('PATCH /destinations/settled-hook', { name: 'Renamed', lane: 'gone' });
    const filed = await tenant.apply({ id: 'settled-hook', name: 'Filed', lane: 'gone' });
    const after = await tenant.call('GET /destinations/settled-hook');

    expect([changed.status, filed.status]).toEqual([200, 200]);
    expect(dataOf(after)['destination']).toMatchObject({ name: 'Filed', lane: 'gone' });
  });
});

describe('a component that is published', () => {
  const laneOfPublished = async (id: string): Promise<string | undefined> =>
    (await readDocument<PublishedVersion>(api.tables, versionKey(id, 1)))?.document.lane;

  test('does not get a lane that was deployed for somebody else', async () => {
    const partner = await api.token('vip-partner');

    await aComponent(api, partner, { appId: 'vip-app', id: 'vip', until: 'private-beta' });

    expect(await laneOfPublished('vip')).toBe(laneOf('vip', 1));
    expect(laneOf('vip', 1)).toMatch(/^vip-{9}-[0-9a-f]{7}$/);
  });

  test('does not get the lane of a component whose name was chosen to make the same', async () => {
    const partner = await api.token('double-partner');
    const lane: LaneWanted = { name: 'double', componentId: 'a-victim', wantedAt: '2026-11-22T00:00:00.000Z' };
    await transact(api.tables, [
      writeItem(api.tables.table, { key: laneKey('double'), document: lane, replaces: 'nothing' }),
    ]);

    await aComponent(api, partner, { appId: 'double-app', id: 'double', until: 'private-beta' });
    const victims = await readDocument<LaneWanted>(api.tables, laneKey('double'));

    expect(await laneOfPublished('double')).toBe(laneOf('double', 1));
    expect(victims?.document).toEqual(lane);
  });
});
