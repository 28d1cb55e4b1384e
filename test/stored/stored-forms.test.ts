import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { readDecisionText } from '../../domain/delivery/delivery-decision.ts';
import { NewerFormatError } from '../../domain/pipeline/format-numbers.ts';
import { STORED_FORMATS, type StoredFormat } from '../../domain/pipeline/stored-formats.ts';
import { readUndeliveredLine } from '../../domain/delivery/undelivered.ts';
import { readArchiveLine } from '../../functions/shared/stores/archive-reader.ts';
import { readFunctionLog } from '../../functions/shared/functions/function-log.ts';
import { toHeld } from '../../functions/shared/packs/claims.ts';
import { decodeResource } from '../../functions/shared/stores/config-store.ts';
import { readConfigVersion } from '../../functions/shared/stores/config-version.ts';
import { readDebugEvents } from '../../functions/shared/stores/debug-store.ts';
import { toStored } from '../../functions/shared/dynamo/document-store.ts';
import { readHealth, toNotice } from '../../functions/shared/stores/health-store.ts';
import { countsOfItem } from '../../functions/shared/ledger/ledger-counts.ts';
import { readDecision } from '../../functions/shared/ledger/ledger-store.ts';
import { decodePack } from '../../functions/shared/packs/pack-codec.ts';
import { toJob, toPart } from '../../functions/shared/jobs/job-items.ts';
import { readReceived } from '../../functions/shared/stores/received-requests.ts';
import { readSchema, readSchemaKeys } from '../../functions/shared/stores/schema-store.ts';
import { readUndelivered } from '../../functions/shared/stores/undelivered-store.ts';
import type { StoredItem } from '../support/stored-data.ts';
import { recordsOfRelease, RELEASES } from '../support/stored-fixtures.ts';
import type { StoredRecord } from '../support/stored-records.ts';

/** A table that has one item, whatever is asked for. */
function tableWith(item: StoredItem) {
  const dynamodb = new DynamoDBClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:9' });
  dynamodb.middlewareStack.add(
    () => () => Promise.resolve({ response: {}, output: { Item: item, Items: [item], $metadata: {} } }),
    { step: 'initialize' },
  );
  return { dynamodb, table: 'control', dedupeTable: 'dedupe' };
}

const NOW = new Date('2999-01-01T00:00:00.000Z');
const SINCE = '2000-01-01T00:00:00.000Z';

type Read = (record: never) => unknown;
const ofText = (read: (text: string) => unknown): Read => read;
const ofItem = (read: (item: StoredItem) => unknown): Read => read;
const document = ofItem((item) => toStored(item)?.document);
const health = ofItem((item) => readHealth(tableWith(item)));
const resource = ofItem((item) => decodeResource(item['document']?.S ?? ''));

/** The very functions that read each format. */
const READERS: Readonly<Record<Exclude<StoredFormat, 'secret'>, Read>> = {
  ...{ source: resource, destination: resource },
  ...{ workspace: document, member: document, owners: document, membership: document, token: document },
  ...{ 'oauth-client': document, 'oauth-grant': document, 'oauth-code': document, 'audit-event': document },
  ...{ app: document, component: document, 'component-version': document, 'component-result': document },
  ...{ 'component-test': document, submission: document, 'catalog-entry': document, lane: document, logo: document },
  'access-request': document,
  'function-log': ofItem((item) =>
    readFunctionLog(tableWith(item), { workspace: 'acme', id: 'f' }, { since: SINCE, now: NOW }),
  ),
  'received-requests': ofItem((item) => readReceived(tableWith(item), 'shop', { now: NOW, limit: 50 })),
  ...{ function: document, 'function-version': document, 'source-address': document, 'address-token': document },
  ...{ 'loaded-file': document, throttle: health, 'setup-run': health, breaker: health, notice: ofItem(toNotice) },
  'config-version': ofItem((item) => readConfigVersion(tableWith(item))),
  'undelivered-index': ofItem(async (item) => {
    const { dynamodb, table } = tableWith(item);
    return readUndelivered(dynamodb, table, { destinationId: 'crm', itemKey: '' });
  }),
  'replay-job': ofItem((item) => toJob(item)),
  'replay-part': ofItem((item) => toPart(item)),
  'schema-index': ofItem((item) => readSchemaKeys(tableWith(item), 'web')),
  'schema-event': ofItem((item) => readSchema(tableWith(item), 'web')),
  'debug-events': ofItem((item) => readDebugEvents(tableWith(item), 'web', { since: SINCE, now: NOW })),
  'ledger-counts': ofItem(countsOfItem),
  claim: ofItem(toHeld),
  mark: ofItem((item) => readDecision(tableWith(item), 'key')),
  decision: ofItem((item) => readDecisionText(item['decision']?.S ?? '')),
  pack: ofText(decodePack),
  'archive-line': ofText(readArchiveLine),
  'undelivered-line': ofText(readUndeliveredLine),
};

/** What came after the release that has stored something. */
const LATER: readonly (keyof typeof READERS)[] = [
  'function',
  'function-version',
  'function-log',
  'received-requests',
  'source-address',
  'address-token',
];
const FORMATS = (Object.keys(READERS) as (keyof typeof READERS)[]).filter((format) => !LATER.includes(format));

async function read(format: keyof typeof READERS, record: StoredRecord): Promise<unknown> {
  return READERS[format](record as never);
}

/** The same record as a release of the far future would store it. */
function ofTheFuture(format: StoredFormat, record: StoredRecord): StoredRecord {
  if (typeof record === 'string') {
    return format === 'pack' ? record.replace(/^penstock\d+:/, 'penstock99:') : withNumber(record);
  }
  const text = format === 'decision' ? 'decision' : 'document';
  const found = record[text]?.S;
  if (found !== undefined && format !== 'mark') return { ...record, [text]: { S: withNumber(found) } };
  return { ...record, format: { N: '99' } };
}

function withNumber(json: string): string {
  return JSON.stringify({ ...(JSON.parse(json) as object), format: 99 });
}

describe.each(RELEASES)('what the release %s has stored', (release) => {
  const records = recordsOfRelease(release);

  test('is there in every format that it could have', () => {
    expect(Object.keys(records)).toEqual(FORMATS.toSorted());
  });

  test.each(FORMATS)('is read where it is a %s', async (format) => {
    const found = await Promise.all((records[format] ?? []).map((record) => read(format, record)));

    expect(found).not.toHaveLength(0);
    expect(found).not.toContain(undefined);
    expect(found).toMatchSnapshot();
  });

  test.each(FORMATS)('is refused in words where it is a %s of a later release', async (format) => {
    const [record] = records[format] ?? [];
    if (record === undefined) throw new Error('there is none');

    const attempt = read(format, ofTheFuture(format, record));

    await expect(attempt).rejects.toThrow(NewerFormatError);
    await expect(attempt).rejects.toThrow(/written by a newer version of Penstock.*Nothing is lost/);
  });
});

describe('the formats', () => {
  test('are all of a kind that fixtures show', () => {
    expect(
      Object.keys(STORED_FORMATS)
        .filter((format) => format !== 'secret')
        .toSorted(),
    ).toEqual([...FORMATS, ...LATER].toSorted());
  });
});
