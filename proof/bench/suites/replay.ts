import type { SQSClient } from '@aws-sdk/client-sqs';
import { firstPart, type ArchiveRange } from '../../../domain/replay/archive-job.ts';
import { archiveKey, createBatchId } from '../../../domain/pipeline/archive-key.ts';
import { routeOf } from '../../../domain/events/event.ts';
import type { ReplayJob } from '../../../domain/replay/replay.ts';
import { claimKey } from '../../../domain/tables/table-keys.ts';
import { createArchive as createArchiveWriter } from '../../../functions/fan-out/archive.ts';
import { createSend } from '../../../functions/replay/lanes.ts';
import { createReplay } from '../../../functions/replay/replay.ts';
import { createArchiveLines } from '../../../functions/shared/jobs/archive-lines.ts';
import { planArchive } from '../../../functions/shared/jobs/read-archive.ts';
import { realOutside } from '../../../functions/shared/lambda/outside.ts';
import { readDestination } from '../harness/destinations.ts';
import { compareCpu, type Case } from '../harness/measure.ts';
import { anObjectStore } from '../harness/object-store.ts';
import { receive } from '../harness/packs.ts';
import type { Suite } from '../harness/report.ts';
import { sampleEvents } from '../harness/sample-events.ts';

const COUNT = 1000;
const NOW = '2026-11-22T10:00:00.000Z';

const RANGE = { kind: 'archive', sourceId: 'web', after: '', until: '~' } as const satisfies ArchiveRange;

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
    const archive = createArchiveLines({ s3: store.client, bucket: 'archive' });
    const verb = aReplay(createSend(realOutside({ sqs }), { webhooks: 'https://sqs.example.com/replay' }));
    const replay = (spec: Partial<ReplayJob['spec']>) => async (): Promise<void> => {
      const job = aJob(spec);
      const begun = await verb.begin(job);
      if (begun.kind !== 'work') throw new Error(`the replay does not begin: ${begun.kind}`);
      const reading = { job, part: firstPart(RANGE, 0, NOW), range: RANGE, linesTogether: verb.linesTogether(job) };
      const { counts, effects } = await planArchive({ archive, now }, reading, begun.work);
      await Promise.all(effects.map((carryOut) => carryOut()));
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

const now = (): Date => new Date(NOW);

/** With services that answer at once. */
function aReplay(send: ReturnType<typeof createSend>): ReturnType<typeof createReplay> {
  return createReplay({
    claims: {
      claim: async (requests) => requests.map(({ owners: [owner] }) => ({ kind: 'fresh', owner })),
      adopt: async (key) => key !== claimKey('', ''),
      holds: async (claims) => claims.map(() => true),
    },
    hasPassed: async () => false,
    destination: async () => readDestination({}),
    send,
    obstacle: async () => undefined,
    jobs: { find: async () => undefined },
    undelivered: {
      async *list() {
        yield* [];
      },
      read: async () => undefined,
      redrive: async () => undefined,
    },
    now,
  });
}

function aJob(spec: Partial<ReplayJob['spec']>): ReplayJob {
  return {
    ...{ id: 'bench', state: 'running', createdAt: NOW, pausedMs: 0, parts: 1, partsLeft: 1 },
    spec: {
      ...{ sources: ['web'], destination: 'crm', from: NOW, to: NOW, onlyUndelivered: false, ratePerSecond: 10_000 },
      dryRun: false,
      ...spec,
    },
  };
}
