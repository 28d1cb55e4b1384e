// What the functions use of @aws-sdk/client-sqs, under the same names. lib/bundling.ts puts it in its place.
import { createJsonClient, jsonCommand, plainError, type JsonClient } from './json-protocol.ts';

export const SendMessageBatchCommand = jsonCommand('SendMessageBatch');
export const GetQueueAttributesCommand = jsonCommand('GetQueueAttributes');

export class SQSClient {
  readonly #client: JsonClient = createJsonClient({
    service: 'sqs',
    targetPrefix: 'AmazonSQS',
    headers: { 'x-amzn-query-mode': 'true' },
    toError: plainError,
  });

  readonly send: JsonClient['send'] = (command) => this.#client.send(command);
}
