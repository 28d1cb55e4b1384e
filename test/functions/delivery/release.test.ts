import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { heldKey } from '../../../domain/pipeline/archive-key.ts';
import { createRelease } from '../../../functions/delivery/release.ts';
import { decodePack, encodePack } from '../../../functions/shared/packs/pack-codec.ts';
import { createReleaseLeases } from '../../../functions/shared/stores/release-leases.ts';
import { createCaller, createRandom, type Fault, type Run } from '../../model/faults.ts';
import { createMemoryObjects } from '../../../proof/world/objects.ts';
import { createModelQueues, type ModelMessage } from '../../model/queues.ts';
import { createMemoryTables } from '../../../proof/world/tables.ts';

const QUEUE = 'retry';
const HIDDEN_MS = 360_000;
const START_MS = Date.parse('2026-11-22T10:00:00.000Z');

/** A lane whose functions release `packs` held packs of the destination `crm`; time passes as the test says. */
function aLane(packs: number) {
  const random = createRandom(7);
  let nowMs = START_MS;
  let created = 0;
  let isDown = false;
  const tables = createMemoryTables();
  const bucket = createMemoryObjects();
  const queues = createModelQueues({ nowMs: () => nowMs, random });
  for (let number = 0; number < packs; number += 1) {
    const heldAt = new Date(START_MS - 60_000 + number).toISOString();
    const header = { kind: 'delivery', packId: `p${number}`, sourceId: 'web', destinationId: 'crm', retry: 0 } as const;
    const Body = encodePack({ header: { ...header, events: [] }, lines: [] });
    bucket.execute(new PutObjectCommand({ Bucket: 'archive', Key: heldKey('crm', `p${number}`, heldAt), Body }), false);
  }
  const released: { packId: string; atMs: number }[] = [];

  const inRun = (fault?: Fault) => {
    const run: Run = { startedAt: 0, isDead: false, isOver: false, calls: 0, fault };
    const { begin, call } = createCaller({ random });
    begin(run);
    const client = (service: { execute(command: object, isHalf: boolean): object }) => ({
      send: (command: object) => call(command, (sent, isHalf) => service.execute(sent, isHalf)),
    });
    // The clients of the SDK have dozens of members; the code under test calls this one.
    const dynamodb = client(tables) as unknown as DynamoDBClient;
    const unique = (): string => `lease-${(created += 1)}`;
    const release = createRelease({
      sqs: client(queues) as unknown as SQSClient,
      waitMs: async () => undefined,
      s3: client(bucket) as unknown as S3Client,
      retryQueueUrl: QUEUE,
      archiveBucket: 'archive',
      leases: createReleaseLeases({ dynamodb, table: 'control', unique, now: () => new Date(nowMs) }),
      room: async () => (isDown ? 'no' : 10),
    });
    return { run, release };
  };

  /** A function gets one message. True unless it died. */
  const handle = async ({ body }: ModelMessage, fault?: Fault): Promise<boolean> => {
    const { header } = decodePack(body);
    if (header.kind === 'delivery') released.push({ packId: header.packId, atMs: nowMs });
    if (header.kind !== 'release') return true;
    const { run, release } = inRun(fault);
    return release.step(header).then(
      () => !run.isDead,
      () => false,
    );
  };

  const lane = {
    ...{ released, queues },
    begin: () => inRun().release.begin('crm'),
    setDown: (value: boolean) => void (isDown = value),
    pass: (milliseconds: number) => void (nowMs += milliseconds),
    isLeased: () => tables.items('control').size > 0,
    held: () => bucket.objects.size,

    /** Hands out whatever is visible, each message `copies` times at once; the first release message meets the fault. */
    async work({ copies = 1, fault }: { copies?: number; fault?: Fault } = {}): Promise<void> {
      let next = fault;
      for (const message of queues.receive(QUEUE, 100, HIDDEN_MS)) {
        const isStep = decodePack(message.body).header.kind === 'release';
        const results = await Promise.all(
          Array.from({ length: isStep ? copies : 1 }, () => handle(message, isStep ? next : undefined)),
        );
        if (isStep) next = undefined;
        if (results.every(Boolean)) queues.remove(QUEUE, [message]);
      }
    },

    /** Works second by second until nothing is held and nothing waits; the sweep looks every minute. */
    async finish(): Promise<void> {
      for (let second = 1; lane.held() > 0 || queues.waiting(QUEUE).length > 0; second += 1) {
        if (second > 1_000) throw new Error('the release does not end');
        lane.pass(1_000);
        if (second % 60 === 0 && lane.held() > 0) await lane.begin();
        await lane.work();
      }
    },
  };
  return lane;
}

const idsOf = (released: readonly { packId: string }[]): string[] => released.map(({ packId }) => packId);
const all = (count: number): string[] => Array.from({ length: count }, (_, number) => `p${number}`);
const mostInASecond = (released: readonly { atMs: number }[]): number =>
  Math.max(...[...Map.groupBy(released, ({ atMs }) => atMs).values()].map((group) => group.length));

describe('the release of held packs', () => {
  test('sends them on once each, oldest first and ten a second, and ends', async () => {
    const lane = aLane(23);

    await lane.begin();
    await lane.finish();

    expect(idsOf(lane.released.slice(0, 10)).sort()).toEqual(all(10).sort());
    expect(idsOf(lane.released).sort()).toEqual(all(23).sort());
    expect(mostInASecond(lane.released)).toBe(10);
    expect(lane.isLeased()).toBe(false);
  });

  test('is one chain for each destination, however many begin', async () => {
    const lane = aLane(35);

    await Promise.all([lane.begin(), lane.begin(), lane.begin()]);
    await lane.finish();

    expect(idsOf(lane.released).sort()).toEqual(all(35).sort());
    expect(mostInASecond(lane.released)).toBe(10);
  });

  test('stays one chain when a message is handed out twice', async () => {
    const lane = aLane(35);

    await lane.begin();
    while (lane.queues.waiting(QUEUE).length > 0) {
      await lane.work({ copies: 2 });
      lane.pass(1_000);
    }

    expect(idsOf(lane.released).sort()).toEqual(all(35).sort());
    expect(mostInASecond(lane.released)).toBe(10);
  });

  test('ends where it is when the destination is down, and goes on when somebody begins again', async () => {
    const lane = aLane(25);
    await lane.begin();
    lane.pass(2_000);
    await lane.work();

    lane.setDown(true);
    lane.pass(1_000);
    await lane.work();
    const whileDown = { held: lane.held(), isLeased: lane.isLeased() };
    lane.setDown(false);
    await lane.begin();
    await lane.finish();

    expect(whileDown).toEqual({ held: 15, isLeased: false });
    expect(idsOf(lane.released).sort()).toEqual(all(25).sort());
  });

  test('is taken over from a chain that waits in a queue for too long, and comes to its end beside it', async () => {
    const lane = aLane(45);
    await lane.begin();
    lane.pass(2_000);
    await lane.work();

    lane.pass(40_000);
    await lane.begin();
    await lane.finish();

    expect(idsOf(lane.released).sort()).toEqual(all(45).sort());
    expect(mostInASecond(lane.released)).toBe(10);
    expect(lane.isLeased()).toBe(false);
  });

  const calls = ['take the lease', 'list', 'read', 'read', 'send', 'delete', 'send the next step'];
  const kinds: readonly Fault['kind'][] = [
    ...(['crash-before', 'crash-amid', 'crash-after'] as const),
    ...(['error-before', 'error-after', 'repeat'] as const),
  ];
  test.each(calls.flatMap((name, index) => kinds.map((kind) => [kind, index + 1, name] as const)))(
    'leaves nothing behind after: %s call %i (%s)',
    async (kind, call) => {
      const lane = aLane(2);
      await lane.begin();
      lane.pass(2_000);

      await lane.work({ fault: { call, kind } });
      await lane.finish();

      // A pack can be sent twice, under one id.
      expect([...new Set(idsOf(lane.released))].sort()).toEqual(['p0', 'p1']);
      expect(lane.held()).toBe(0);
      expect(lane.isLeased()).toBe(false);
    },
  );
});
