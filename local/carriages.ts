// How functions of one machine reach the emulators: below the AWS SDK, which serialises, understands errors and repeats
// as on AWS, requests go where they are answered without node:http, a signature and the door that checks it. All three
// cost more than the emulators' own work.
import type { MessagePort } from 'node:worker_threads';
import type { EmulatorAnswer, EmulatorRequest } from './emulators/carried-calls.ts';
import { createHttpExchange } from './http-exchange.ts';
import { callThread } from './thread-calls.ts';

/** What a thread needs to be given. */
export type EmulatorAccess = {
  /** Where calls are answered that nobody signed; undefined where there is no such place. */
  readonly dynamoDb: { readonly host: string; readonly port: number } | undefined;
  /** To the thread of the queues. */
  readonly sqs: MessagePort;
};

/** The request of the SDK, as far as JSON protocols use it. */
type SdkRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

type SdkResponse = { readonly response: EmulatorAnswer & { readonly reason?: string } };

type Carriage = {
  readonly requestHandler: {
    handle(request: SdkRequest, options?: { readonly abortSignal?: AbortSignal }): Promise<SdkResponse>;
  };
  readonly signer: { sign<Request>(request: Request): Promise<Request> };
};

/** By the names that `functions/shared/lambda/clients.ts` has for them. */
export function createCarriages({ dynamoDb, sqs }: EmulatorAccess): { sqs: Carriage; dynamodb?: Carriage } {
  const call = callThread<{ sqs: (request: EmulatorRequest) => Promise<EmulatorAnswer> }>(sqs);
  // It is open as long as the thread lives, and no reason for it to live.
  sqs.unref();
  return {
    sqs: carriage(({ headers, body }) => call('sqs', { target: headers['x-amz-target'] ?? '', body: String(body) })),
    ...(dynamoDb === undefined ? {} : { dynamodb: carriage(unsigned(createHttpExchange(dynamoDb))) }),
  };
}

type Answer = (request: SdkRequest, signal?: AbortSignal) => Promise<EmulatorAnswer>;

/** dynoxide wants the form of a signature, and does not look at it. */
const FORM_OF_SIGNATURE = {
  'x-amz-date': '20000101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

function unsigned(answer: Answer): Answer {
  return (request, signal) => answer({ ...request, headers: { ...request.headers, ...FORM_OF_SIGNATURE } }, signal);
}

function carriage(answer: Answer): Carriage {
  return {
    requestHandler: {
      async handle(request, { abortSignal } = {}) {
        return { response: await answer({ ...request, body: viewOf(request.body) }, abortSignal) };
      },
    },
    signer: { sign: (request) => Promise.resolve(request) },
  };
}

/** A view of the same bytes: the SDK's own class of bytes warns of what makes text of it. */
function viewOf(body: string | Uint8Array = ''): string | Uint8Array {
  return typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
