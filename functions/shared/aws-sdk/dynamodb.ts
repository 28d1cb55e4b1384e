// What the functions use of @aws-sdk/client-dynamodb, under the same names. lib/bundling.ts puts it in its place.
import { randomUUID } from 'node:crypto';
import { ServiceException } from './errors.ts';
import { createJsonClient, jsonCommand, messageOf, plainError, type Json, type JsonClient } from './json-protocol.ts';

export const BatchExecuteStatementCommand = jsonCommand('BatchExecuteStatement');
export const BatchGetItemCommand = jsonCommand('BatchGetItem');
export const DeleteItemCommand = jsonCommand('DeleteItem');
export const GetItemCommand = jsonCommand('GetItem');
export const PutItemCommand = jsonCommand('PutItem');
export const QueryCommand = jsonCommand('Query');
export const UpdateItemCommand = jsonCommand('UpdateItem');

const Transact = jsonCommand('TransactWriteItems');

/** With a token, so that a transaction whose answer was lost is not taken for a second one when it is repeated. */
export class TransactWriteItemsCommand extends Transact {
  constructor(input: Json) {
    super({ ClientRequestToken: randomUUID(), ...input });
  }
}

export class ConditionalCheckFailedException extends ServiceException {
  readonly Item: unknown;
  constructor(status: number, body: Json) {
    super({ code: 'ConditionalCheckFailedException', status, message: messageOf(body) });
    this.Item = body['Item'];
  }
}

export class TransactionCanceledException extends ServiceException {
  readonly CancellationReasons: unknown;
  constructor(status: number, body: Json) {
    super({ code: 'TransactionCanceledException', status, message: messageOf(body) });
    this.CancellationReasons = body['CancellationReasons'];
  }
}

function toError(code: string, status: number, body: Json): Error {
  if (code === 'ConditionalCheckFailedException') return new ConditionalCheckFailedException(status, body);
  if (code === 'TransactionCanceledException') return new TransactionCanceledException(status, body);
  return plainError(code, status, body);
}

export class DynamoDBClient {
  readonly #client: JsonClient = createJsonClient({ service: 'dynamodb', targetPrefix: 'DynamoDB_20120810', toError });

  readonly send: JsonClient['send'] = (command) => this.#client.send(command);
}
