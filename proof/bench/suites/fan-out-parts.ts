// What a run of fan-out is made of, each part alone: its own work, with a service that answers at once.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { routeOf } from '../../../domain/events/event.ts';
import { routeEvents } from '../../../domain/routing/route-events.ts';
import { claimKey } from '../../../domain/tables/table-keys.ts';
import { createArchive } from '../../../functions/fan-out/archive.ts';
import { createClaims, type ClaimRequest } from '../../../functions/shared/packs/claims.ts';
import { encodeLanePacks } from '../../../functions/shared/packs/lane-packs.ts';
import { realOutside } from '../../../functions/shared/lambda/outside.ts';
import { decodePack } from '../../../functions/shared/packs/pack-codec.ts';
import { readDestination } from '../harness/destinations.ts';
import { compareCpu, type Case } from '../harness/measure.ts';
import { ingestPacks, receive } from '../harness/packs.ts';
import type { Section, Settings } from '../harness/report.ts';
import { sampleEvents } from '../harness/sample-events.ts';

const COUNT = 300;
const PER_REQUEST = 15;

export async function fanOutParts(settings: Settings): Promise<Section[]> {
  const samples = sampleEvents('2 KB', COUNT);
  const events = receive('web', samples);
  const lines = events.map((event) => JSON.stringify(event));
  const batch = {
    ...{ id: '2026-11-22T10-bench', sourceId: 'web', receivedAt: '2026-11-22T10:00:00.000Z' },
    events: events.map(routeOf),
    lines,
  };
  const text = `[${lines.join()}]`;
  const floor: Case = {
    name: 'floor: JSON.parse + JSON.stringify',
    units: COUNT,
    run: () => JSON.stringify(JSON.parse(text)),
  };
  const bodies = ingestPacks('web', samples, PER_REQUEST);
  const ids = batch.events.map(() => ['crm']);
  const archive = createArchive({ send: async () => ({}) } as unknown as S3Client, 'archive');
  const claims = claimCase(batch.events.map(({ id }) => id));
  const parts: Case[] = [
    floor,
    { name: `reading ${bodies.length} packs`, units: COUNT, run: () => bodies.map(decodePack) },
    claims,
    { name: 'archive', units: COUNT, run: () => archive.write(batch, ids) },
    { name: 'packing for one destination', units: COUNT, run: () => encodeLanePacks(batch, { id: 'crm' }, batch) },
  ];
  const routing = [1, 10, 100].flatMap((count) => routeCases(batch, count));
  return [
    await compareCpu({ title: 'fan-out: its parts', unit: 'us CPU/event', cases: parts }, settings),
    await compareCpu({ title: 'fan-out: routing', unit: 'us CPU/event', cases: [floor, ...routing] }, settings),
  ];
}

function claimCase(ids: readonly string[]): Case {
  const dynamodb = {
    send: async ({ input }: { input: { Statements: readonly unknown[] } }) => ({
      Responses: input.Statements.map(() => ({})),
    }),
  } as unknown as DynamoDBClient;
  const claims = createClaims(realOutside({ dynamodb, table: 'dedupe', windowHours: 24 }));
  const requests = ids.map((id, index): ClaimRequest => ({ key: claimKey('web', id), owners: [`pack#${index}`] }));
  return { name: 'claims, without calling DynamoDB', units: COUNT, run: () => claims.claim(requests, 'batch') };
}

type Batch = Parameters<typeof routeEvents>[0];

function routeCases(batch: Batch, count: number): Case[] {
  const all = Array.from({ length: count }, (_, index) => readDestination({ id: `d${index}` }));
  const filtered = all.map((destination, index) => ({ ...destination, filter: `properties.total > ${index}` }));
  return [
    { name: `${count} destinations that take all`, units: COUNT, run: () => routeEvents(batch, all) },
    { name: `${count} destinations with a filter`, units: COUNT, run: () => routeEvents(batch, filtered) },
  ];
}
