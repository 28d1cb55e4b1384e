// AWS JSON 1.0: the input of an operation is the body as it is, and so is the output.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
import { createCaller } from './caller.ts';
import { ServiceException } from './errors.ts';
import type { AwsResponse } from './exchange.ts';
import type { AwsService } from './settings.ts';

export type Json = Readonly<Record<string, unknown>>;

/** An operation with its input, under the name that the SDK gives it. */
export type JsonCommand = { readonly operation: string; readonly input: Json };

/** The class of an operation, to be called like the SDK's. */
export function jsonCommand(operation: string): new (input: Json) => JsonCommand {
  return class {
    readonly operation = operation;
    readonly input: Json;
    constructor(input: Json) {
      this.input = input;
    }
  };
}

export type JsonClient = { send(command: JsonCommand): Promise<Json>; destroy(): void };

type Protocol = {
  readonly service: AwsService;
  /** Before the name of the operation in `x-amz-target`. */
  readonly targetPrefix: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Turns an error into the class that callers ask for. */
  readonly toError: (code: string, status: number, body: Json) => Error;
};

export function createJsonClient({ service, targetPrefix, headers, toError }: Protocol): JsonClient {
  const call = createCaller(service);
  return {
    async send({ operation, input }) {
      const target = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${targetPrefix}.${operation}` };
      const request = { method: 'POST', headers: { ...headers, ...target }, body: JSON.stringify(input) };
      const { body } = await call(request, (response) => {
        if (response.status < 200 || response.status >= 300) throw errorOf(response, toError);
      });
      return parse(body);
    },
    destroy: () => undefined,
  };
}

function parse(body: Buffer): Json {
  return body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Json);
}

function errorOf({ status, headers, body }: AwsResponse, toError: Protocol['toError']): Error {
  const content = parseError(body);
  // SQS says here what the code was in its older protocol; alarms and people know that one.
  const query = headers['x-amzn-query-error'];
  const code = typeof query === 'string' ? query.split(';')[0] : textOf(content['__type'] ?? content['code']);
  return toError(codeOf(code ?? ''), status, content);
}

/** What stands between us and AWS answers with a page at times. */
function parseError(body: Buffer): Json {
  try {
    return parse(body);
  } catch {
    return {};
  }
}

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException:http://...` -> `ConditionalCheckFailedException` */
function codeOf(type: string): string {
  const code = type.split(':')[0]?.split('#').at(-1) ?? '';
  return code === '' ? 'UnknownError' : code;
}

export function messageOf(body: Json): string {
  return textOf(body['message'] ?? body['Message']) ?? '';
}

export function plainError(code: string, status: number, body: Json): ServiceException {
  return new ServiceException({ code, status, message: messageOf(body) });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
