import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { heldKey } from '../../domain/pipeline/archive-key.ts';
import { SQS_MAX_DELAY_SECONDS } from '../../domain/base/aws-limits.ts';
import type { Decision, DecisionGroup } from '../../domain/delivery/delivery-decision.ts';
import { childPackId, encodeGroup } from '../shared/packs/child-packs.ts';
import { RATE_LIMITED } from '../../domain/delivery/pace.ts';
import type { UndeliveredItem } from '../../domain/delivery/undelivered.ts';
import { compressLines, encodePacks } from '../shared/packs/pack-codec.ts';
import { sendMessages, type OutgoingMessage, type Sqs } from '../shared/packs/queue-sender.ts';
import type { DeliverDeps, DeliveryPack } from './deliver.ts';
import { undeliveredOf } from './undelivered.ts';

type CarryOutDeps = Sqs & {
  readonly s3: S3Client;
  readonly retryQueueUrl: string;
  readonly replayQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly archiveBucket: string;
  readonly switchOff: (destinationId: string, reason: string) => Promise<void>;
  /** Begins to send on what was held for a destination. */
  readonly release: (destinationId: string) => Promise<void>;
  /** Makes undelivered events known to people. */
  readonly index: (item: UndeliveredItem) => Promise<void>;
  readonly now: () => Date;
};

/**
 * Does what was decided about a pack. Everything here may be done twice: objects replace themselves, and a pack that is
 * sent twice has the same id both times, by which delivery knows the second.
 */
export function createCarryOut(deps: CarryOutDeps): Pick<DeliverDeps, 'carryOut' | 'postpone'> {
  const toMessages = (pack: DeliveryPack, bodies: readonly string[], notBefore = 0): OutgoingMessage[] => {
    const delaySeconds = delayUntil(notBefore, deps.now());
    return bodies.map((body) => ({ body, groupId: pack.header.destinationId, delaySeconds }));
  };

  const put = async (key: string, body: string | Uint8Array): Promise<void> => {
    await deps.s3.send(new PutObjectCommand({ Bucket: deps.archiveBucket, Key: key, Body: body }));
  };

  const carryOutGroup = async (pack: DeliveryPack, decision: Decision, index: number): Promise<void> => {
    const group = decision.groups[index];
    if (group === undefined || group.kind === 'discard' || group.kind === 'filter') return;
    const bodies = encodeGroup(pack, decision, index);
    if (group.kind === 'hold') {
      const keyOf = (number: number): string =>
        heldKey(pack.header.destinationId, childPackId(pack, index, number), decision.decidedAt);
      await Promise.all(bodies.map((body, number) => put(keyOf(number), body)));
      return;
    }
    await sendMessages(
      deps,
      queueUrlOf(deps, pack, group.kind),
      toMessages(pack, bodies, 'notBefore' in group ? group.notBefore : undefined),
    );
  };

  return {
    async carryOut(pack, decision) {
      const undelivered = undeliveredOf(pack, decision);
      if (undelivered !== undefined) {
        // The object first, so that the index never names one that is not there.
        await put(undelivered.item.objectKey, compressLines(undelivered.lines));
        await deps.index(undelivered.item);
      }
      await Promise.all(decision.groups.map((_, index) => carryOutGroup(pack, decision, index)));
      if (decision.switchOff !== undefined) await deps.switchOff(pack.header.destinationId, decision.switchOff);
      if (decision.breaker?.kind === 'close' || isWaitingInLine(decision))
        await deps.release(pack.header.destinationId);
    },

    async postpone(pack) {
      const { header, lines } = pack;
      const bodies = encodePacks(header.events, lines, (events) => ({ ...header, events }));
      await sendMessages(deps, queueUrlOf(deps, pack, 'postpone'), toMessages(pack, bodies, header.notBefore));
    },
  };
}

/** What a replay sends waits among replays until its first attempt: a replay sees there how much waits, and waits as well. */
function queueUrlOf(deps: CarryOutDeps, { header }: DeliveryPack, kind: DecisionGroup['kind']): string {
  if (kind === 'dead-letter') return deps.deadLetterQueueUrl;
  return kind === 'postpone' && header.replay !== undefined && header.retry === 0
    ? deps.replayQueueUrl
    : deps.retryQueueUrl;
}

/** What found its destination's line too long flows back as soon as that is shorter. */
function isWaitingInLine({ groups }: Decision): boolean {
  return groups.some((group) => group.kind === 'hold' && group.reason === RATE_LIMITED);
}

/** Longer waits are made of several delays: a pack that comes back too early is postponed again. */
function delayUntil(notBefore: number, now: Date): number {
  const seconds = Math.floor((notBefore - now.getTime()) / 1000);
  return Math.min(Math.max(seconds, 0), SQS_MAX_DELAY_SECONDS);
}
