import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { Credentials } from '../sigv4.ts';
import { StartupError } from '../startup-error.ts';
import { callThread } from '../thread-calls.ts';
import { createCredentials } from './credentials.ts';
import type { SqsS3Calls, SqsS3ThreadData } from './sqs-s3-thread.ts';

export type SqsS3 = {
  /** Base URL of both services. */
  readonly endpoint: string;
  /** What calls over HTTP must be signed with. */
  readonly credentials: Credentials;
  readonly call: ReturnType<typeof callThread<SqsS3Calls>>;
  /** At this port SQS is called without HTTP. To be handed to one thread. */
  openPort(): MessagePort;
  close(): Promise<void>;
};

/** Starts SQS and S3 on a free loopback port, with their data in `dataDir`, or in memory if there is none. */
export async function startSqsS3({
  dataDir,
  credentials = createCredentials(),
  onFailure,
}: {
  dataDir: string | undefined;
  /** @default new ones */
  credentials?: Credentials;
  onFailure: (error: Error) => void;
}): Promise<SqsS3> {
  const worker = new Worker(new URL('sqs-s3-thread.ts', import.meta.url), {
    workerData: { dataDir, credentials } satisfies SqsS3ThreadData,
    execArgv: [],
  });
  const port = await firstMessage(worker, dataDir);
  worker.on('error', onFailure);
  const call = callThread<SqsS3Calls>(worker);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
    call,
    openPort() {
      const { port1, port2 } = new MessageChannel();
      call('open', port1).catch(() => port2.close());
      return port2;
    },
    async close() {
      await call('close', undefined as never);
      await worker.terminate();
    },
  };
}

function firstMessage(worker: Worker, dataDir: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(
        new StartupError(`The queues and the archive in ${dataDir ?? 'memory'} could not be opened: ${error.message}`),
      );
    };
    worker.once('error', fail);
    worker.once('message', ({ result }: { result: number }) => {
      worker.off('error', fail);
      resolve(result);
    });
  });
}
