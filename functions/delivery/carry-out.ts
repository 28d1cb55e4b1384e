import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { heldKey, undeliveredKey } from '../../domain/archive-key.ts';
import { SQS_MAX_DELAY_SECONDS } from '../../domain/aws-limits.ts';
import type { DeadLetterPackHeader, DeliveryPackHeader } from '../../domain/messages.ts';
import { compressLines, encodePacks } from '../shared/pack-codec.ts';
import { sendMessages, type OutgoingMessage } from '../shared/queue-sender.ts';
import type { Decision, DecisionGroup } from './decision.ts';
import type { DeliverDeps, DeliveryPack } from './deliver.ts';

type CarryOutDeps = {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly retryQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly archiveBucket: string;
  readonly switchOff: (destinationId: string, reason: string) => Promise<void>;
  /** Begins to send on what was held for a destination. */
  readonly release: (destinationId: string) => Promise<void>;
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
    if (group === undefined || group.kind === 'discard') return;
    const bodies = encodeGroup(pack, decision, index);
    if (group.kind === 'hold') {
      const keyOf = (number: number): string =>
        heldKey(pack.header.destinationId, childPackId(pack, index, number), decision.decidedAt);
      await Promise.all(bodies.map((body, number) => put(keyOf(number), body)));
      return;
    }
    const queueUrl = group.kind === 'dead-letter' ? deps.deadLetterQueueUrl : deps.retryQueueUrl;
    await sendMessages(deps.sqs, queueUrl, toMessages(pack, bodies, 'notBefore' in group ? group.notBefore : 0));
  };

  return {
    async carryOut(pack, decision) {
      const undelivered = undeliveredLines(pack, decision);
      if (undelivered.length > 0) {
        await put(undeliveredKey(pack.header, decision.decidedAt), compressLines(undelivered));
      }
      await Promise.all(decision.groups.map((_, index) => carryOutGroup(pack, decision, index)));
      if (decision.switchOff !== undefined) await deps.switchOff(pack.header.destinationId, decision.switchOff);
      if (decision.breaker?.kind === 'close') await deps.release(pack.header.destinationId);
    },

    async postpone(pack, notBefore) {
      const { header, lines } = pack;
      const bodies = encodePacks(header.events, lines, (events) => ({ ...header, events }));
      await sendMessages(deps.sqs, deps.retryQueueUrl, toMessages(pack, bodies, notBefore));
    },
  };
}

/** Longer waits are made of several delays: a pack that comes back too early is postponed again. */
function delayUntil(notBefore: number, now: Date): number {
  const seconds = Math.floor((notBefore - now.getTime()) / 1000);
  return Math.min(Math.max(seconds, 0), SQS_MAX_DELAY_SECONDS);
}

/** The group's events as packs of their own, whose ids follow from that of the pack they come from. */
function encodeGroup(pack: DeliveryPack, decision: Decision, index: number): string[] {
  const group = decision.groups[index];
  if (group === undefined) return [];
  const events = group.positions.flatMap((position) => pack.header.events[position] ?? []);
  const lines = group.positions.flatMap((position) => pack.lines[position] ?? []);
  return encodePacks(events, lines, (part, number) => ({
    ...groupHeader(pack.header, group, decision),
    packId: childPackId(pack, index, number),
    events: part,
  }));
}

function childPackId({ header }: DeliveryPack, groupIndex: number, number: number): string {
  return `${header.packId}.${groupIndex}${number === 0 ? '' : `-${number}`}`;
}

function groupHeader(
  header: DeliveryPackHeader,
  group: DecisionGroup,
  decision: Decision,
): DeliveryPackHeader | DeadLetterPackHeader {
  // What held for this attempt does not hold for the next.
  const { notBefore: _past, probe: _asked, held: _released, ...rest } = header;
  switch (group.kind) {
    case 'retry':
      return { ...rest, retry: header.retry + 1, notBefore: group.notBefore, lastReason: group.reason };
    case 'hold':
      return { ...rest, retry: group.retry, held: true, lastReason: group.reason };
    case 'probe':
      return { ...rest, retry: group.retry, notBefore: group.notBefore, probe: group.probe, lastReason: group.reason };
    case 'postpone':
      return header.probe === undefined ? rest : { ...rest, probe: header.probe };
    case 'dead-letter':
    case 'discard':
      return { ...rest, kind: 'dead-letter', reason: group.reason, deadLetteredAt: decision.decidedAt };
  }
}

/** The record of a delivery that ended without success. docs/archive.md documents it. */
function undeliveredLines({ header, lines }: DeliveryPack, { groups, decidedAt }: Decision): string[] {
  return groups.flatMap((group) => {
    if (group.kind !== 'dead-letter' && group.kind !== 'discard') return [];
    const { sourceId, destinationId, retry } = header;
    const outcome = group.kind === 'discard' ? 'discarded' : 'dead-lettered';
    return group.positions.map((position) => {
      const messageId = header.events[position]?.id;
      const { reason } = group;
      const attempts = retry + 1;
      const record = { destinationId, sourceId, messageId, outcome, reason, attempts, endedAt: decidedAt };
      return `${JSON.stringify(record).slice(0, -1)},"event":${lines[position]}}`;
    });
  });
}
