import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { ListBucketsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCredentials } from '../../../local/emulators/credentials.ts';
import { startDynamoDb, type DynamoDb } from '../../../local/emulators/dynamodb.ts';
import { startKms, type Kms } from '../../../local/emulators/kms.ts';
import { startSqsS3, type SqsS3 } from '../../../local/emulators/sqs-s3.ts';
import { signatureHeaders, type Credentials } from '../../../local/sigv4.ts';

const SERVICES = ['dynamodb', 'kms', 's3', 'sqs'] as const;
type Service = (typeof SERVICES)[number];

const credentials = createCredentials();
let dynamoDb: DynamoDb;
let kms: Kms;
let sqsS3: SqsS3;

beforeAll(async () => {
  const onFailure = (error: Error): never => {
    throw error;
  };
  [dynamoDb, kms, sqsS3] = await Promise.all([
    startDynamoDb({ databaseFile: undefined, env: {}, credentials, onFailure }),
    startKms({ keysFile: undefined, credentials }),
    startSqsS3({ dataDir: undefined, credentials, onFailure }),
  ]);
  kms.createKeys(['secrets']);
  await sqsS3.call('createBuckets', ['archive']);
});

afterAll(() => Promise.all([dynamoDb.close(), kms.close(), sqsS3.close()]));

function endpointOf(service: Service): string {
  return { dynamodb: dynamoDb, kms, s3: sqsS3, sqs: sqsS3 }[service].endpoint;
}

/** One harmless call of the service's SDK, with these credentials. */
async function call(service: Service, signedWith: Credentials): Promise<unknown> {
  const settings = {
    endpoint: endpointOf(service),
    region: 'us-east-1',
    credentials: signedWith,
    forcePathStyle: true,
    maxAttempts: 1,
  };
  switch (service) {
    case 'dynamodb':
      return new DynamoDBClient(settings).send(new ListTablesCommand());
    case 'kms':
      return new KMSClient(settings).send(new EncryptCommand({ KeyId: 'secrets', Plaintext: Buffer.from('x') }));
    case 's3':
      return new S3Client(settings).send(new ListBucketsCommand());
    case 'sqs':
      return new SQSClient(settings).send(new ListQueuesCommand());
  }
}

describe.each(SERVICES)('%s', (service) => {
  test('answers what is signed with the credentials of the start', async () => {
    const answer = call(service, credentials);

    await expect(answer).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  test('refuses what is signed with another secret', async () => {
    const answer = call(service, { ...credentials, secretAccessKey: 'local' });

    await expect(answer).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('refuses what is signed in another name', async () => {
    const answer = call(service, { ...credentials, accessKeyId: 'somebody' });

    await expect(answer).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test.each([
    ['a form of a page', { method: 'POST', headers: { 'content-type': 'text/plain', origin: 'https://evil.example' } }],
    ['a request of a page', { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } }],
    ['the question before it', { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }],
    ['an image', { method: 'GET', headers: { 'sec-fetch-site': 'cross-site' } }],
  ])('refuses %s, which has no signature, and lets no page read that', async (_, request) => {
    const response = await fetch(endpointOf(service), { ...request, ...(request.method === 'POST' && { body: '{}' }) });

    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('refuses what was signed for another body', async () => {
    const signed = { url: `${endpointOf(service)}/`, method: 'POST', body: '{"Limit":1}' };
    const headers = signatureHeaders(signed, credentials, { region: 'us-east-1', service, now: new Date() });

    const response = await fetch(signed.url, { method: 'POST', headers, body: '{"Limit":2}' });

    expect(response.status).toBe(403);
  });
});

test('takes a signature over any key and query', async () => {
  const s3 = new S3Client({ endpoint: sqsS3.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  const Key = "archive/source=a b+c/d'(é)*!.zst";
  await s3.send(new PutObjectCommand({ Bucket: 'archive', Key, Body: 'x' }));

  const { Contents } = await s3.send(
    new ListObjectsV2Command({ Bucket: 'archive', Prefix: "archive/source=a b+c/d'(" }),
  );

  expect(Contents?.map((object) => object.Key)).toEqual([Key]);
});

describe('the door before DynamoDB', () => {
  /** The status of every answer on one connection that sends these bytes. */
  async function statusesOf(...parts: readonly string[]): Promise<string[]> {
    const { hostname, port } = new URL(dynamoDb.endpoint);
    const socket = connect(Number(port), hostname);
    for (const part of parts) socket.write(part);
    setImmediate(() => socket.end());
    return (await text(socket)).match(/(?<=HTTP\/1\.1 )\d+/g) ?? [];
  }

  function signedHead(body: string, more = ''): string {
    const signed = { url: `${dynamoDb.endpoint}/`, method: 'POST', body };
    const headers = signatureHeaders(signed, credentials, {
      region: 'us-east-1',
      service: 'dynamodb',
      now: new Date(),
    });
    const lines = Object.entries({ host: new URL(dynamoDb.endpoint).host, ...headers }).map(([k, v]) => `${k}: ${v}`);
    return ['POST / HTTP/1.1', ...lines, `${more}content-length: ${body.length}`, '', ''].join('\r\n');
  }

  test.each([
    ['a second length', 'content-length: 0\r\n'],
    ['a body in chunks', 'transfer-encoding: chunked\r\n'],
    ['another protocol', 'upgrade: websocket\r\n'],
    ['a header with a space before its colon', 'x-y : z\r\n'],
  ])('refuses %s, by which a request could hide in another', async (_, header) => {
    const statuses = await statusesOf(signedHead('{}', header), '{}');

    expect(statuses).toEqual(['400']);
  });

  test('judges each request of a connection', async () => {
    const unsigned = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n';

    const statuses = await statusesOf(unsigned, `${signedHead('{}')}{}`);

    expect(statuses).toEqual(['403']);
  });
});
