import type { SqsAnswer, SqsRouter } from './fauxqs.ts';

/** A call of an AWS service with JSON, without HTTP around it. */
export type EmulatorRequest = { readonly target: string; readonly body: string };

/** What the SDK takes for a response. */
export type EmulatorAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/** Answers calls of SQS as fauxqs answers them over HTTP; `committed` is waited for before anything is said. */
export function createCarriedCalls(router: SqsRouter, committed: () => Promise<void>) {
  return {
    async sqs({ target, body }: EmulatorRequest): Promise<EmulatorAnswer> {
      const headers: Record<string, string> = {};
      let statusCode = 200;
      const reply: SqsAnswer = {
        status: (code) => void (statusCode = code),
        header: (name, value) => void (headers[name] = value),
      };
      const request = { headers: { 'x-amz-target': target }, body: JSON.parse(body) as unknown };
      // What is no error of SQS is one of the server, which the SDK repeats.
      const output = await router.handle(request, reply).catch((error: unknown) => {
        statusCode = 500;
        return { __type: 'InternalFailure', message: String(error) };
      });
      await committed();
      return { statusCode, headers, body: Buffer.from(JSON.stringify(output)) };
    },
  };
}
