import type { SQSClient } from '@aws-sdk/client-sqs';
import { archiveKey, createBatchId } from '../../domain/archive-key.ts';
import { routeOf } from '../../domain/event.ts';
import { claimKey } from '../../domain/messages.ts';
import { firstPart, type ReplayJob, type ReplayRange } from '../../domain/replay.ts';
import { createArchive as createArchiveWriter } from '../../functions/fan-out/archive.ts';
import { createArchive } from '../../functions/replay/archive.ts';
import { createSend } from '../../functions/replay/lanes.ts';
import { planArchive, type ArchiveDeps } from '../../functions/replay/replay-archive.ts';
import { readDestination } from '../harness/destinations.ts';
import { compareCpu, type Case } from '../harness/measure.ts';
import { anObjectStore } from '../harness/object-store.ts';
import { receive } from '../harness/packs.ts';
import type { Suite } from '../harness/report.ts';
import { sampleEvents } from '../harness/sample-events.ts';

const COUNT = 1000;
const NOW = '2026-11-22T10:00:00.000Z';

const RANGE = { kind: 'archive', sourceId: 'web', after: '', until: '~' } as const satisfies ReplayRange;

/** CPU of replaying one object of the archive, with services that answer at once: reading, choosing, packing. */
export const replaySuite: Suite = {
  name: 'replay',
  async run(settings) {
    const events = receive('web', sampleEvents('2 KB', COUNT));
    const lines = events.map((event) => JSON.stringify(event));
    const text = `[${lines.join()}]`;
    const store = anObjectStore();
    const batch = {
      id: createBatchId(NOW, 'bench'),
      sourceId: 'web',
      receivedAt: NOW,
      events: events.map(routeOf),
      lines,
    };
    await createArchiveWriter(store.client, 'archive').write(batch, []);
    if (!store.has(archiveKey('web', batch.id))) throw new Error('the archive was not written');
    const sqs = { send: async () => ({}) } as unknown as SQSClient;
    const send = createSend(sqs, { webhooks: 'https://sqs.example.com/replay' });
    const deps = depsOf(createArchive({ s3: store.client, bucket: 'archive' }));
    const replay = (spec: Partial<ReplayJob['spec']>) => async (): Promise<void> => {
      const work = workOf(spec);
      const { counts, packs } = await planArchive(deps, work);
      await Promise.all(packs.map((some) => send(work.destination, some)));
      if ((counts['read'] ?? 0) < COUNT) throw new Error(`only ${counts['read']} events were read`);
    };
    const cases: Case[] = [
      { name: 'floor: JSON.parse + JSON.stringify', units: COUNT, run: () => JSON.stringify(JSON.parse(text)) },
      { name: 'replay of all events', units: COUNT, run: replay({}) },
      { name: 'replay of none of them', units: COUNT, run: replay({ events: ['Never Sent'] }) },
      { name: 'dry run', units: COUNT, run: replay({ dryRun: true }) },
    ];
    return [await compareCpu({ title: `replay: ${COUNT} x 2 KB`, unit: 'us CPU/event', cases }, settings)];
  },
};

function depsOf(archive: ArchiveDeps['archive']): ArchiveDeps {
  return {
    archive,
    claims: {
      claim: async (requests) => requests.map(({ owners: [owner] }) => ({ kind: 'fresh', owner })),
      adopt: async (key) => key !== claimKey('', ''),
      holds: async (claims) => claims.map(() => true),
    },
    hasPassed: async () => false,
    now: () => new Date(NOW),
  };
}

function workOf(spec: Partial<ReplayJob['spec']>): Parameters<typeof planArchive>[1] {
  const job: ReplayJob = {
    ...{ id: 'bench', state: 'running', createdAt: NOW, pausedMs: 0, parts: 1, partsLeft: 1 },
    spec: {
      ...{ sources: ['web'], destination: 'crm', from: NOW, to: NOW, onlyUndelivered: false, ratePerSecond: 10_000 },
      dryRun: false,
      ...spec,
    },
  };
  const destination = readDestination({});
  return { job, part: firstPart(RANGE, 0, NOW), range: RANGE, destination };
}
