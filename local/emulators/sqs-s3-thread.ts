// Runs in a thread of its own: SQLite writes and their fsyncs are synchronous and would hold up every HTTP request.
import type { AddressInfo } from 'node:net';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { collectWhenIdle } from '../collect-when-idle.ts';
import type { Credentials } from '../sigv4.ts';
import { serveCalls, type ThreadCalls } from '../thread-calls.ts';
import { createCarriedCalls } from './carried-calls.ts';
import { createSqsRouter, loadFauxqs, type Persistence, type Stores } from './fauxqs.ts';
import { commitTogether } from './group-commit.ts';
import { createQueueCalls, type QueueCalls } from './queue-calls.ts';
import { demandSignatures } from './signed-routes.ts';

/** Where the data lies, or undefined for memory only. */
export type SqsS3ThreadData = { readonly dataDir: string | undefined; readonly credentials: Credentials };

export type SqsS3Calls = QueueCalls & {
  /** Answers calls of SQS at this port, for whoever has the other one. */
  open(port: MessagePort): void;
  close(): Promise<void>;
};

const { buildApp, SqsRouter, SqsStore, SnsStore, S3Store, PersistenceManager } = await loadFauxqs();
collectWhenIdle();
const { dataDir, credentials } = workerData as SqsS3ThreadData;

const stores: Stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
const persistence = dataDir === undefined ? undefined : new PersistenceManager(dataDir);
const journal = persistence === undefined ? undefined : persist(stores, persistence);
// An empty host makes queue URLs from the host that the client called: names below localhost do not resolve everywhere.
stores.sqsStore.host = '';

const app = buildApp({ logger: false, stores });
demandSignatures(app, credentials);
if (journal !== undefined) app.addHook('onSend', () => journal.committed());
await app.listen({ host: '127.0.0.1', port: 0 });
const { port } = app.server.address() as AddressInfo;

const committed = (): Promise<void> => journal?.committed() ?? Promise.resolve();
const carried = createCarriedCalls(await createSqsRouter(SqsRouter, stores.sqsStore), committed);

const calls: SqsS3Calls = {
  ...createQueueCalls(stores, `http://127.0.0.1:${port}`),
  open: (port) => serveCalls(port, carried),
  async close() {
    await app.close();
    await committed();
    persistence?.close();
  },
};
if (parentPort === null) throw new Error('This file is the start of a thread.');
serveCalls(parentPort, calls satisfies ThreadCalls);
parentPort.postMessage({ id: 0, result: port });

/** Loads what is on disk, then has every change written there. The order matters: loading must not write. */
function persist({ sqsStore, snsStore, s3Store }: Stores, manager: Persistence): { committed(): Promise<void> } {
  releaseInFlight(manager);
  manager.load(sqsStore, snsStore, s3Store);
  const changes = manager as unknown as NonNullable<(typeof sqsStore)['persistence']>;
  sqsStore.persistence = changes;
  snsStore.persistence = changes;
  s3Store.persistence = changes;
  for (const queue of sqsStore.allQueues()) queue.persistence = changes;

  // fauxqs' own statement sets the receive count to NULL, which its table refuses.
  manager.stmts['releaseMessage'] = manager.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  manager.updateMessageReady = (messageId) => manager.stmts['releaseMessage']?.run(messageId);
  return commitTogether(manager);
}

/**
 * Whoever received these messages is gone, because a data directory has one Penstock at a time: they are visible at
 * once. The end of the whole machine is not a failed attempt at a message, so it uses up no receive; but a message that
 * was received once still counts as received, because functions may tell redelivery from the count.
 */
function releaseInFlight({ db }: Persistence): void {
  db.exec(`UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL,
    approximate_receive_count = MAX(approximate_receive_count - 1, 1) WHERE receipt_handle IS NOT NULL`);
}
