// The parts of fauxqs we lean on. Its public `startFauxqs` listens on every network interface and cannot receive in
// process, so its building blocks are put together here instead. They are not in its `exports`: the version is pinned
// exactly in package.json, and test/local/emulators/sqs-s3.test.ts fails if a newer one moves them.
import type { buildApp } from 'fauxqs';
import type { DatabaseSync } from 'node:sqlite';

type BuildApp = typeof buildApp;
export type FauxqsApp = ReturnType<BuildApp>;
export type Stores = NonNullable<NonNullable<Parameters<BuildApp>[0]>['stores']>;
export type SqsStore = Stores['sqsStore'];
export type SqsQueue = NonNullable<ReturnType<SqsStore['getQueueByName']>>;

type Statement = {
  run(...values: unknown[]): unknown;
  all(...values: unknown[]): unknown[];
  get(...values: unknown[]): unknown;
};

/** What holds the queues, messages, buckets and objects on disk: one SQLite file, written through. */
export type Persistence = {
  readonly db: DatabaseSync;
  stmts: Record<string, Statement>;
  transaction(work: () => void): void;
  updateMessageReady(messageId: string): void;
  load(sqs: SqsStore, sns: Stores['snsStore'], s3: Stores['s3Store']): void;
  close(): void;
};

/** What an action of SQS sees of a request, and sets of an answer. */
export type SqsAnswer = { status(code: number): unknown; header(name: string, value: string): unknown };

export type SqsRouter = {
  register(action: string, handler: unknown): void;
  handle(
    request: { readonly headers: Readonly<Record<string, string>>; readonly body: unknown },
    answer: SqsAnswer,
  ): Promise<unknown>;
};

type Fauxqs = {
  SqsRouter: new (store: SqsStore) => SqsRouter;
  buildApp: BuildApp;
  SqsStore: new () => SqsStore;
  SnsStore: new () => Stores['snsStore'];
  S3Store: new () => Stores['s3Store'];
  PersistenceManager: new (dataDir: string) => Persistence;
};

export async function loadFauxqs(): Promise<Fauxqs> {
  const part = (path: string) => importPart<Partial<Fauxqs>>(path);
  const parts = await Promise.all(
    ['app.js', 'persistence.js', 'sqs/sqsStore.js', 'sqs/sqsRouter.js', 'sns/snsStore.js', 's3/s3Store.js'].map(
      (path) => part(path),
    ),
  );
  const fauxqs = Object.assign({}, ...parts.map((found) => ({ ...found }))) as Fauxqs;
  return fauxqs;
}

/** What functions ask of queues, beside being given their messages. */
const ACTIONS = [
  'SendMessage',
  'SendMessageBatch',
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'DeleteMessage',
  'DeleteMessageBatch',
  'GetQueueAttributes',
  'GetQueueUrl',
];

/** A router of its own for calls that come without HTTP. */
export async function createSqsRouter(Router: Fauxqs['SqsRouter'], store: SqsStore): Promise<SqsRouter> {
  const router = new Router(store);
  for (const action of ACTIONS) {
    const name = `${action.charAt(0).toLowerCase()}${action.slice(1)}`;
    router.register(action, (await importPart<Record<string, unknown>>(`sqs/actions/${name}.js`))[name]);
  }
  return router;
}

function importPart<Part>(path: string): Promise<Part> {
  return import(new URL(path, import.meta.resolve('fauxqs')).href) as Promise<Part>;
}
