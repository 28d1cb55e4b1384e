import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type BatchExecuteStatementCommandOutput,
  type BatchGetItemCommandOutput,
  type BatchStatementResponse,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';

type Execute = (command: object) => object;
type Random = () => number;

/** What a service without capacity does: parts of a batch are taken and the rest is named, anything else throws. */
export function throttled(command: object, execute: Execute, random: Random): object {
  const isTaken = (): boolean => random() < 0.5;
  if (command instanceof BatchExecuteStatementCommand) return throttleStatements(command, execute, isTaken);
  if (command instanceof BatchGetItemCommand) return throttleKeys(command, execute, isTaken);
  if (command instanceof SendMessageBatchCommand) return throttleMessages(command, execute, isTaken);
  if (command instanceof DeleteObjectsCommand) return throttleObjects(command, execute, isTaken);
  if (command instanceof TransactWriteItemsCommand) {
    throw conflicted(command, random() < 0.5 ? 'TransactionConflict' : 'ThrottlingError');
  }
  // An attempt is no call of a service.
  if (command.constructor === Object) return execute(command);
  throw clientError('ProvisionedThroughputExceededException');
}

export function refused(): Error {
  return clientError('ValidationException');
}

function clientError(name: string): Error {
  return Object.assign(new Error(name), { name, $fault: 'client' });
}

type IsTaken = () => boolean;

/** A statement that DynamoDB calls an internal error may be done or not. */
function throttleStatements({ input }: BatchExecuteStatementCommand, execute: Execute, isTaken: IsTaken): object {
  const Responses = (input.Statements ?? []).flatMap((statement): BatchStatementResponse[] => {
    if (!isTaken()) {
      if (isTaken()) return [{ Error: { Code: 'ProvisionedThroughputExceeded' } }];
      if (isTaken()) execute(new BatchExecuteStatementCommand({ Statements: [statement] }));
      return [{ Error: { Code: 'InternalServerError' } }];
    }
    const answer = execute(new BatchExecuteStatementCommand({ Statements: [statement] }));
    return (answer as BatchExecuteStatementCommandOutput).Responses ?? [];
  });
  return { Responses };
}

function throttleKeys({ input }: BatchGetItemCommand, execute: Execute, isTaken: IsTaken): object {
  const [[table, { Keys: keys = [] }] = ['', { Keys: [] }]] = Object.entries(input.RequestItems ?? {});
  const { true: taken = [], false: left = [] } = Object.groupBy(keys, () => (isTaken() ? 'true' : 'false'));
  const answer = execute(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: taken } } }));
  return {
    ...(answer as BatchGetItemCommandOutput),
    UnprocessedKeys: left.length === 0 ? {} : { [table]: { Keys: left } },
  };
}

function throttleMessages({ input }: SendMessageBatchCommand, execute: Execute, isTaken: IsTaken): object {
  const { true: taken = [], false: left = [] } = Object.groupBy(input.Entries ?? [], () =>
    isTaken() ? 'true' : 'false',
  );
  execute(new SendMessageBatchCommand({ ...input, Entries: taken }));
  return { Successful: taken, Failed: left.map(({ Id }) => ({ Id, Code: 'RequestThrottled', SenderFault: false })) };
}

function throttleObjects({ input }: DeleteObjectsCommand, execute: Execute, isTaken: IsTaken): object {
  const { true: taken = [], false: left = [] } = Object.groupBy(input.Delete?.Objects ?? [], () =>
    isTaken() ? 'true' : 'false',
  );
  execute(new DeleteObjectsCommand({ ...input, Delete: { Objects: taken } }));
  return { Errors: left.map(({ Key }) => ({ Key, Code: 'SlowDown', Message: 'Please reduce your request rate.' })) };
}

function conflicted({ input }: TransactWriteItemsCommand, code: string): Error {
  const items = input.TransactItems ?? [];
  const CancellationReasons = items.map((_, index) => ({ Code: index === items.length - 1 ? code : 'None' }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}
