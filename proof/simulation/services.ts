// AWS for a simulated function: tables and objects in memory and simulated queues, each of which answers after a while.

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import { DeleteObjectsCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { HELD_PREFIX } from '../../domain/pipeline/archive-key.ts';
import type { Clients } from '../../functions/shared/lambda/clients.ts';
import { decodePack } from '../../functions/shared/packs/pack-codec.ts';
import { awsMs } from '../world/latencies.ts';
import { createMemoryObjects } from '../world/objects.ts';
import { createMemoryTables } from '../world/tables.ts';
import type { Engine } from './engine.ts';
import type { Queue } from './queue.ts';

/** What those who count want to know of a pack, so that they need not unpack it. */
export type About = {
  readonly destinationId: string;
  readonly events: number;
  /** Of which opening of a breaker it is a probe. */
  readonly breakerId?: string | undefined;
};

export type Message = { readonly text: string; readonly about: About };

export type Services = {
  readonly clients: Clients;
  readonly tables: ReturnType<typeof createMemoryTables>;
  /** Every object that holds a pack, by its key. */
  readonly held: ReadonlyMap<string, About>;
};

export type Queues = Readonly<Record<string, Queue<Message>>>;

function aboutPack(text: string): About {
  const { header } = decodePack(text);
  const destinationId = 'destinationId' in header ? header.destinationId : '';
  const breakerId = header.kind === 'delivery' ? header.probe?.breakerId : undefined;
  return { destinationId, events: header.events.length, breakerId };
}

export function createServices(
  engine: Engine,
  { queues, onSend }: { readonly queues: () => Queues; readonly onSend: (about: About) => void },
): Services {
  const tables = createMemoryTables();
  const objects = createMemoryObjects();
  const held = new Map<string, About>();

  const note = (command: object): void => {
    if (command instanceof PutObjectCommand) {
      const { Key: key = '', Body: body } = command.input;
      // Packs are text.
      if (key.startsWith(HELD_PREFIX)) held.set(key, aboutPack(body as string));
    }
    if (command instanceof DeleteObjectsCommand) {
      for (const { Key: key = '' } of command.input.Delete?.Objects ?? []) held.delete(key);
    }
  };

  const send = (command: object): object => {
    if (!(command instanceof SendMessageBatchCommand)) throw new Error(`there is no ${command.constructor.name}`);
    const { QueueUrl: url = '', Entries: entries = [] } = command.input;
    for (const { MessageBody: text = '', DelaySeconds: delaySeconds = 0 } of entries) {
      const about = aboutPack(text);
      onSend(about);
      queues()[url]?.send({ text, about }, { delaySeconds });
    }
    return { Successful: entries };
  };

  /** A service has done what it was asked for when half of the time is over; then its answer travels. */
  const client = (execute: (command: object) => object) => ({
    async send(command: object): Promise<object> {
      const halfMs = awsMs(command.constructor.name.replace(/Command$/, '')) / 2;
      await passing(engine, halfMs);
      const answer = execute(command);
      await passing(engine, halfMs);
      return answer;
    },
  });

  return {
    tables,
    held,
    clients: {
      // The clients of the SDK have dozens of members; the code of delivery calls this one.
      dynamodb: client((command) => tables.execute(command, false)) as unknown as DynamoDBClient,
      s3: client((command) => {
        note(command);
        return objects.execute(command, false);
      }) as unknown as S3Client,
      sqs: client(send) as unknown as SQSClient,
      kms: client(() => ({})) as unknown as KMSClient,
    },
  };
}

/** The hour at which a simulation begins; nothing depends on it. */
const EPOCH_MS = Date.parse('2026-01-01T00:00:00.000Z');

export const simulatedDate = (engine: Engine): Date => new Date(EPOCH_MS + engine.now());

/** Kept when so much time has passed. */
export function passing(engine: Engine, milliseconds: number): Promise<void> {
  return new Promise((resolve) => engine.at(engine.now() + milliseconds, resolve));
}
