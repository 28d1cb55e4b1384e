import {
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Job, JobPart } from '../../../domain/replay/archive-job.ts';
import { jobKeys } from '../../../domain/tables/table-keys.ts';
import { readPartition } from '../dynamo/control-table.ts';
import { transact, type Table } from '../dynamo/document-store.ts';
import { isAllowed } from '../dynamo/is-allowed.ts';
import { jobKey, jobUpdate, newJobItems, partKey, toJob, toPart, type JobChange } from './job-items.ts';

/** Jobs of one verb in the control table, and their parts. */
export type JobStore<Spec> = {
  readonly table: string;
  /** Writes a new job and its parts, and what else belongs to it, all or none. */
  create(
    created: { readonly job: Job<Spec>; readonly parts: readonly JobPart[] },
    along?: readonly TransactWriteItem[],
  ): Promise<void>;
  /** A job as it is now. */
  find(id: string): Promise<Job<Spec> | undefined>;
  /** Newest first: their ids begin with the time at which they were created. With `before`, those after it in the list. */
  list(limit: number, before?: string): Promise<Job<Spec>[]>;
  /** All parts of a job, by their numbers. */
  parts(id: string): Promise<JobPart[]>;
  part(jobId: string, part: number): Promise<JobPart | undefined>;
  /** False when the job is in another state by now. Then nothing of what comes along is written either. */
  change(change: JobChange, along?: readonly TransactWriteItem[]): Promise<boolean>;
};

export function createJobStore<Spec>(verb: string, { dynamodb, table, waitMs }: Table): JobStore<Spec> {
  const place = { table, verb };
  return {
    table,

    async create(created, along = []) {
      const items = [...newJobItems(place, created), ...along];
      await dynamodb.send(new TransactWriteItemsCommand({ TransactItems: items }));
    },

    async find(id) {
      const request = { TableName: table, Key: jobKey(verb, id), ConsistentRead: true };
      const { Item: item } = await dynamodb.send(new GetItemCommand(request));
      return item === undefined ? undefined : toJob(item);
    },

    async list(limit, before) {
      const jobs: Job<Spec>[] = [];
      let last = before;
      for (;;) {
        const { Items: items = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: last === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :before',
            ExpressionAttributeValues: {
              ':pk': { S: jobKeys(verb).jobs },
              ...(last === undefined ? {} : { ':before': { S: last } }),
            },
            ScanIndexForward: false,
            ConsistentRead: true,
            Limit: limit - jobs.length,
          }),
        );
        jobs.push(...items.map((item) => toJob<Spec>(item)));
        last = lastKey?.['sk']?.S;
        // A job may have 400 KB, and DynamoDB answers with 1 MB.
        if (last === undefined || jobs.length >= limit) return jobs;
      }
    },

    async parts(id) {
      return (await readPartition(dynamodb, table, jobKeys(verb).parts + id)).map(toPart);
    },

    async part(jobId, part) {
      const request = { TableName: table, Key: partKey(verb, { jobId, part }), ConsistentRead: true };
      const { Item: item } = await dynamodb.send(new GetItemCommand(request));
      return item === undefined ? undefined : toPart(item);
    },

    async change(change, along = []) {
      const update = jobUpdate(place, change);
      if (along.length > 0) return (await transact({ dynamodb, waitMs }, [{ Update: update }, ...along])) === undefined;
      return isAllowed(dynamodb.send(new UpdateItemCommand(update)));
    },
  };
}
