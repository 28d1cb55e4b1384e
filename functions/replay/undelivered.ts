import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ResolveHeader } from '../../domain/pipeline/messages.ts';
import { readUndeliveredLine } from '../../domain/delivery/undelivered.ts';
import { laneQueueOf } from '../shared/packs/lane-queue.ts';
import { encodePack } from '../shared/packs/pack-codec.ts';
import { sendMessages, type Sqs } from '../shared/packs/queue-sender.ts';
import { readLines, type Bucket } from '../shared/packs/read-lines.ts';
import { queryUndelivered } from '../shared/stores/undelivered-store.ts';
import type { ReplayDeps } from './replay.ts';

type Parts = Bucket &
  Sqs & {
    readonly dynamodb: DynamoDBClient;
    readonly controlTable: string;
    /** Lane name -> URL of its retry queue. */
    readonly queueUrls: Readonly<Record<string, string>>;
  };

/** The index of undelivered events, and the lanes that send them round again. */
export function createUndelivered(parts: Parts): ReplayDeps['undelivered'] {
  return {
    list: (range) => queryUndelivered(parts.dynamodb, parts.controlTable, { ...range, onlyOpen: true }),

    async read({ objectKey }) {
      const lines = await readLines(parts, objectKey);
      return lines?.map(readUndeliveredLine);
    },

    async redrive({ id: destinationId, lane }, { resolveId, itemKey, positions }) {
      const items = [{ itemKey, positions }];
      const header: ResolveHeader = { kind: 'resolve', resolveId, destinationId, as: 'redriven', items, events: [] };
      const body = encodePack({ header, lines: [] });
      await sendMessages(parts, laneQueueOf(parts.queueUrls, lane), [{ body, groupId: destinationId }]);
    },
  };
}
